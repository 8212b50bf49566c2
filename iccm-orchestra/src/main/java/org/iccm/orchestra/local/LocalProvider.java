package org.iccm.orchestra.local;

import java.time.Duration;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.LlmBackendProvider;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.orchestra.internal.chat.ChatLimits;
import org.iccm.orchestra.internal.chat.Pace;

/**
 * Provider {@code local}: a model of the catalogue, or a GGUF file of the user's, on a llama.cpp
 * server that ICCM starts at the first call, keeps running, and ends.
 *
 * @since 0.1.0
 */
public final class LocalProvider implements LlmBackendProvider {
  /** Its name in configurations. */
  public static final String NAME = "local";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Options options() {
    return Options.of(
        Option.text("model")
            .required()
            .doc("id in the model catalogue, or any name for a modelFile of your own"),
        Option.path("modelFile").doc("a GGUF file, used where it is"),
        Option.text("sha256").doc("what a modelFile outside the catalogue has to have"),
        Option.path("catalogue").doc("a catalogue of your own, in the format of the bundled one"),
        Option.flag("offline").defaultsTo(false).doc("download nothing"),
        Option.path("server").doc("a llama-server to run instead of the one ICCM installs"),
        Option.text("python").doc("Python 3.9 or newer; default ICCM_PYTHON, else python3"),
        Option.integer("slots").defaultsTo(8L).between(1, 256).doc("calls at once"),
        Option.integer("contextPerSlot")
            .defaultsTo(4096L)
            .between(256, 1 << 20)
            .doc("tokens of prompt plus answer of one call"),
        Option.integer("threads").between(1, 1024).doc("default: all processors"),
        Option.integer("batchTokens")
            .defaultsTo(512L)
            .between(32, 8192)
            .doc("prompt tokens read at once"),
        Option.flag("promptCache")
            .defaultsTo(true)
            .doc("keep common beginnings of prompts; false repeats more exactly, but slower"),
        Option.decimal("temperature")
            .defaultsTo(0.2)
            .between(0, 2)
            .doc("where a request is silent"),
        Option.decimal("topP").defaultsTo(0.95).between(0.001, 1).doc("where a request is silent"),
        Option.integer("maxTokens")
            .defaultsTo(2048L)
            .between(1, 1 << 20)
            .doc("where a request is silent"),
        Option.text("probeQuestion").doc("what a fresh server is asked before it is used"),
        Option.text("probeAnswer").doc("regular expression that its answer has to contain"),
        Option.duration("startTimeout")
            .defaultsTo(Duration.ofMinutes(3))
            .doc("from start to a sensible answer, downloads excluded"),
        Option.duration("timeout")
            .defaultsTo(Duration.ofMinutes(30))
            .doc("a whole call, retries included"),
        Option.duration("tryTimeout").defaultsTo(Duration.ofMinutes(15)).doc("one try"),
        Option.duration("idleTimeout")
            .defaultsTo(Duration.ofMinutes(5))
            .doc("between two pieces of a streamed answer"),
        Option.integer("retries").defaultsTo(2L).between(0, 10).doc("after the first try"),
        Option.integer("maxAnswerBytes")
            .defaultsTo((long) ChatLimits.DEFAULT.answerBytes())
            .between(1024, 1 << 30)
            .doc("longest answer taken"));
  }

  @Override
  public LlmBackend create(Settings settings, ProviderContext context) {
    return new LocalBackend(
        LocalOptions.of(settings, context.instanceName(), context.cacheDirectory()),
        Pace.real(context.clock(), context.seed("retry")),
        context.telemetry(),
        context.progress());
  }
}
