package org.iccm.training.engineer;

import org.iccm.api.context.ContextEngineer;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/**
 * Provider {@code cet-d}: a T5 that was trained on requirements reads the application chunk by
 * chunk and writes the requirements of each. Needs a directory in CET-D's layout; libtorch is
 * loaded and the model read when a context is first wanted. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CetProvider implements ContextEngineerProvider {
  /** Its name in configurations. */
  public static final String NAME = "cet-d";

  /** Used by ServiceLoader. */
  public CetProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Options options() {
    return Options.of(
        Option.path("directory")
            .required()
            .doc("holds config.json, tokenizer.json and model.safetensors (or its index)"),
        Option.path("adapter")
            .doc("holds adapter_config.json and adapter_model.safetensors; none if left out"),
        Option.decimal("temperature")
            .defaultsTo(0.0)
            .between(0, 2)
            .doc("0 takes the likeliest token, so that all samples are alike"),
        Option.decimal("topP")
            .defaultsTo(1.0)
            .between(0.01, 1)
            .doc("share of probability that is sampled from"),
        Option.decimal("retryTemperature")
            .defaultsTo(0.7)
            .between(0.01, 2)
            .doc("for the attempt after a rejection if temperature is 0"),
        Option.integer("beams").defaultsTo(1L).between(1, 16).doc("above 1: beam search"),
        Option.integer("maxTokens")
            .defaultsTo(256L)
            .between(8, 4_096)
            .doc("longest answer per chunk, in the model's tokens"),
        Option.integer("inputTokens")
            .defaultsTo(1_024L)
            .between(32, 16_384)
            .doc("longest chunk; the end of a longer one is not read"),
        Option.integer("classTokens")
            .defaultsTo(400L)
            .between(1, 16_384)
            .doc("a longer class is read method by method"),
        Option.integer("batch").defaultsTo(16L).between(1, 256).doc("chunks at once"));
  }

  @Override
  public ContextEngineer create(Settings settings, ProviderContext context) {
    CetSettings cet =
        new CetSettings(
            settings.path("directory"),
            settings.findPath("adapter"),
            settings.decimal("temperature"),
            settings.decimal("topP"),
            settings.decimal("retryTemperature"),
            Math.toIntExact(settings.integer("beams")),
            Math.toIntExact(settings.integer("maxTokens")),
            Math.toIntExact(settings.integer("inputTokens")),
            Math.toIntExact(settings.integer("classTokens")),
            Math.toIntExact(settings.integer("batch")));
    if (cet.beams() > 1 && cet.temperature() > 0) {
      throw new ConfigurationException(
          "engineers." + context.instanceName() + ".beams",
          "beam search does not sample; leave out beams or temperature");
    }
    return new CetContextEngineer(cet, context);
  }
}
