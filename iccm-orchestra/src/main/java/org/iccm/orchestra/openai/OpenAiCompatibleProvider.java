package org.iccm.orchestra.openai;

import org.iccm.api.llm.LlmBackend;
import org.iccm.api.plugin.LlmBackendProvider;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;
import org.iccm.orchestra.internal.chat.ChatLimits;
import org.iccm.orchestra.internal.chat.Pace;

/**
 * Provider {@code openai-compatible}: a model behind any server that speaks OpenAI's chat
 * completions (vLLM, Ollama, llama.cpp, a paid service).
 *
 * @since 0.1.0
 */
public final class OpenAiCompatibleProvider implements LlmBackendProvider {
  /** Its name in configurations. */
  public static final String NAME = "openai-compatible";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Options options() {
    return Options.of(
        Option.text("baseUrl")
            .required()
            .doc("address without /chat/completions, e.g. http://127.0.0.1:8000/v1"),
        Option.text("model").required().doc("the model to ask for, as the server names it"),
        Option.text("answersAs").doc("the model's name in answers, where it differs from model"),
        Option.text("revision")
            .defaultsTo("unpinned")
            .doc(
                "pin of the weights, part of every key: change it when the server's model changes"),
        Option.secret("apiKey").doc("bearer key; write ${env:NAME} or ${file:PATH}"),
        Option.choice("egress", "forbidden", "allowed")
            .defaultsTo("forbidden")
            .doc("whether sources and contexts may leave this machine"),
        Option.integer("concurrency").defaultsTo(4L).between(1, 1024).doc("calls at once"),
        Option.integer("contextTokens").between(1, 1e9).doc("longest prompt plus answer"),
        Option.decimal("temperature")
            .defaultsTo(0.2)
            .between(0, 2)
            .doc("where a request is silent"),
        Option.decimal("topP").between(0.001, 1).doc("where a request is silent"),
        Option.integer("maxTokens")
            .defaultsTo(2048L)
            .between(1, 1e6)
            .doc("where a request is silent"),
        Option.choice("maxTokensField", "max_tokens", "max_completion_tokens")
            .defaultsTo("max_tokens")
            .doc("what the server calls it"),
        Option.textList("without").doc("what the server cannot: streaming, seed, stop, top_p"),
        Option.duration("timeout")
            .defaultsTo(ChatLimits.DEFAULT.call())
            .doc("a whole call, retries included"),
        Option.duration("tryTimeout").defaultsTo(ChatLimits.DEFAULT.oneTry()).doc("one try"),
        Option.duration("connectTimeout")
            .defaultsTo(ChatLimits.DEFAULT.connect())
            .doc("until connected"),
        Option.duration("idleTimeout")
            .defaultsTo(ChatLimits.DEFAULT.idle())
            .doc("between two pieces of a streamed answer"),
        Option.integer("retries").defaultsTo(2L).between(0, 10).doc("after the first try"),
        Option.integer("maxAnswerBytes")
            .defaultsTo((long) ChatLimits.DEFAULT.answerBytes())
            .between(1024, 1 << 30)
            .doc("longest answer taken"),
        Option.text("licence").doc("of the weights"));
  }

  @Override
  public LlmBackend create(Settings settings, ProviderContext context) {
    return new OpenAiBackend(
        context.instanceName(), settings, Pace.real(context.clock(), context.seed("retry")));
  }
}
