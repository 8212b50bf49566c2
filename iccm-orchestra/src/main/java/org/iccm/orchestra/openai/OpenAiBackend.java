package org.iccm.orchestra.openai;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.plugin.Secret;
import org.iccm.api.plugin.Settings;
import org.iccm.orchestra.internal.chat.Capabilities;
import org.iccm.orchestra.internal.chat.ChatClient;
import org.iccm.orchestra.internal.chat.ChatEndpoint;
import org.iccm.orchestra.internal.chat.ChatLimits;
import org.iccm.orchestra.internal.chat.Pace;
import org.iccm.orchestra.internal.chat.RetryPolicy;
import org.jspecify.annotations.Nullable;

/** A model behind a server that somebody else runs. */
final class OpenAiBackend implements LlmBackend {
  private final ModelCard card;
  private final ChatEndpoint endpoint;
  private final ChatClient client;

  OpenAiBackend(String name, Settings s, Pace pace) {
    List<Problem> problems = new ArrayList<>();
    boolean egress = s.text("egress").equals("allowed");
    @Nullable HttpUrl base = base(s.text("baseUrl"), egress, problems);
    s.secret("apiKey").ifPresent(key -> checkKey(key, problems));
    Set<Capability> capabilities = capabilities(s.textList("without"), problems);
    ChatLimits limits = limits(s, problems);
    if (base == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    String model = s.text("model");
    String answersAs = s.findText("answersAs").orElse(model);
    ChatEndpoint.Builder e =
        ChatEndpoint.builder(base, model)
            .answersAs(answersAs)
            .maxTokensField(s.text("maxTokensField"));
    s.secret("apiKey").ifPresent(e::apiKey);
    this.endpoint = e.build();
    Sampling.Builder defaults =
        Sampling.builder()
            .temperature(s.decimal("temperature"))
            .maxTokens(Math.toIntExact(s.integer("maxTokens")));
    s.findDecimal("topP").ifPresent(defaults::topP);
    ModelCard.Builder c =
        ModelCard.builder(answersAs, s.text("revision"))
            .concurrency(Math.toIntExact(s.integer("concurrency")))
            .capabilities(capabilities)
            .defaults(defaults.build())
            .local(loopback(base));
    s.findInteger("contextTokens").ifPresent(t -> c.contextTokens(Math.toIntExact(t)));
    s.findText("licence").ifPresent(c::licence);
    this.card = c.build();
    RetryPolicy policy = new RetryPolicy(Math.toIntExact(s.integer("retries")));
    this.client = new ChatClient(name, limits, policy, pace, egress);
  }

  private static @Nullable HttpUrl base(String text, boolean egress, List<Problem> problems) {
    HttpUrl url = HttpUrl.parse(text.strip());
    if (url == null) {
      problems.add(
          new Problem("baseUrl", "", "is no http or https address: write http://host:port/v1"));
      return null;
    }
    if (!url.username().isEmpty() || !url.password().isEmpty() || url.query() != null) {
      problems.add(
          new Problem("baseUrl", "", "holds a user or a query: a key belongs into apiKey"));
      return null;
    }
    if (!egress && !loopback(url)) {
      problems.add(
          new Problem(
              "egress",
              "",
              url.host()
                  + " is not this machine, and sources and contexts would go there:"
                  + " write egress: allowed if they may"));
      return null;
    }
    String path = url.encodedPath().replaceAll("/+$", "").replaceAll("/chat/completions$", "");
    return url.newBuilder().encodedPath(path.isEmpty() ? "/" : path).fragment(null).build();
  }

  /** By its text alone: making a backend asks no name server. */
  static boolean loopback(HttpUrl url) {
    String host = url.host().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("::1")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  private static void checkKey(Secret key, List<Problem> problems) {
    String value = key.reveal();
    if (value.isBlank() || value.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
      problems.add(
          new Problem("apiKey", "", "is empty or holds blanks, line ends or non-ASCII signs"));
    }
  }

  private static Set<Capability> capabilities(List<String> without, List<Problem> problems) {
    Set<Capability> all = EnumSet.allOf(Capability.class);
    for (String name : without) {
      try {
        all.remove(Capability.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        problems.add(
            new Problem("without", "", "'" + name + "' is none of streaming, seed, stop, top_p"));
      }
    }
    return all;
  }

  private static ChatLimits limits(Settings s, List<Problem> problems) {
    for (String name : List.of("timeout", "tryTimeout", "connectTimeout", "idleTimeout")) {
      if (s.duration(name).isZero() || s.duration(name).isNegative()) {
        problems.add(new Problem(name, "", "has to be above zero"));
      }
    }
    return new ChatLimits(
        s.duration("timeout"),
        s.duration("tryTimeout"),
        s.duration("connectTimeout"),
        s.duration("idleTimeout"),
        Math.toIntExact(s.integer("maxAnswerBytes")));
  }

  @Override
  public ModelCard model() {
    return card;
  }

  @Override
  public Completion complete(CompletionRequest request) {
    return client.complete(endpoint, request, Capabilities.resolve(card, request), null);
  }

  @Override
  public Completion complete(CompletionRequest request, CompletionListener listener) {
    Sampling sampling = Capabilities.resolve(card, request);
    if (card.capabilities().contains(Capability.STREAMING)) {
      return client.complete(endpoint, request, sampling, listener);
    }
    return LlmBackend.super.complete(request, listener);
  }

  @Override
  public void close() {
    client.close();
  }
}
