package org.iccm.validation.rag;

import org.iccm.api.context.ContextEngineer;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/**
 * Provider {@code rag}: functions and classes are embedded, the {@code k} nearest to the
 * application's description and to its public interface are retrieved, and a writer model turns
 * them into requirements that fit the budget. At most {@code ceil(k / unitsPerCall)} writer calls a
 * context. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RagProvider implements ContextEngineerProvider {
  /** Its name in configurations. */
  public static final String NAME = "rag";

  /** Chunks retrieved unless set otherwise. */
  public static final int DEFAULT_K = 10;

  /** The writer's temperature unless set otherwise. */
  public static final double DEFAULT_TEMPERATURE = 0.2;

  /** Makes the provider; does nothing. */
  public RagProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Options options() {
    return Options.of(
        Option.text("writer")
            .defaultsTo("writer")
            .doc("the model that writes: an instance's name, or the role 'writer'"),
        Option.text("embedder").defaultsTo("").doc("the embedder's name; empty for the only one"),
        Option.integer("k").defaultsTo((long) DEFAULT_K).between(1, 100).doc("chunks retrieved"),
        Option.integer("unitsPerCall")
            .defaultsTo(1L)
            .between(1, 20)
            .doc("chunks per writer call; 1 suits small models"),
        Option.decimal("temperature")
            .defaultsTo(DEFAULT_TEMPERATURE)
            .between(0, 2)
            .doc("the writer's temperature"),
        Option.duration("callTimeout")
            .doc("the longest writer call, retries included; without it, the model's own limit"));
  }

  @Override
  public ContextEngineer create(Settings settings, ProviderContext context) {
    RagSettings rag =
        new RagSettings(
            Math.toIntExact(settings.integer("k")),
            Math.toIntExact(settings.integer("unitsPerCall")),
            settings.decimal("temperature"),
            settings.findDuration("callTimeout"));
    return new RagEngineer(
        rag, context, settings.text("writer"), settings.findText("embedder").orElse(""));
  }
}
