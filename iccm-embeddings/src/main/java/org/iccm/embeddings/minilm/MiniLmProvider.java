package org.iccm.embeddings.minilm;

import org.iccm.api.embedding.Embedder;
import org.iccm.api.plugin.EmbedderProvider;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/**
 * Provider {@code minilm}: all-MiniLM-L6-v2 (full precision, 384 dimensions, unit length, text cut
 * after 256 tokens), in process, without network or files. The model is loaded by the first call
 * that needs it and freed by {@code close()}. Thread-safe.
 *
 * <p>Setting {@code threads} (1 to 64, default 1): threads of one inference. With one, results do
 * not depend on the machine's number of cores; callers may embed from several threads at once.
 *
 * @since 0.1.0
 */
public final class MiniLmProvider implements EmbedderProvider {
  /** Its name in configurations. */
  public static final String NAME = "minilm";

  /** Makes the provider; does nothing. */
  public MiniLmProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Options options() {
    return Options.of(
        Option.integer("threads")
            .defaultsTo(1L)
            .between(1, 64)
            .doc("threads of one inference; results are the same on every machine with 1"));
  }

  @Override
  public Embedder create(Settings settings, ProviderContext context) {
    return new MiniLmEmbedder(Math.toIntExact(settings.integer("threads")));
  }
}
