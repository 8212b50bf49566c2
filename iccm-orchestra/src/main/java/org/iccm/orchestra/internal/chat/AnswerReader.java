package org.iccm.orchestra.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import okhttp3.Response;
import okio.BufferedSource;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Reads one answer of a server, and trusts nothing in it. */
final class AnswerReader {
  private static final int ERROR_BYTES = 64 << 10;
  private static final int QUOTE = 300;

  private final ChatEndpoint endpoint;
  private final ChatJson json;
  private final int limit;
  private final Clock clock;

  AnswerReader(ChatEndpoint endpoint, ChatJson json, int limit, Clock clock) {
    this.endpoint = endpoint;
    this.json = json;
    this.limit = limit;
    this.clock = clock;
  }

  Completion.Builder read(Response response, @Nullable CompletionListener listener)
      throws IOException, TryFailure {
    if (response.code() != 200) {
      throw refusal(response);
    }
    String type = response.header("Content-Type", "");
    boolean events = type != null && type.startsWith("text/event-stream");
    if (events && listener != null) {
      return stream(response.body().source(), listener);
    }
    Completion.Builder answer = whole(response.body().source());
    if (listener != null) {
      // a server that does not stream: the text comes at once
      String text = answer.build().text();
      if (!text.isEmpty()) {
        listener.onText(text);
      }
    }
    return answer;
  }

  private Completion.Builder whole(BufferedSource source) throws IOException, TryFailure {
    if (source.request(limit + 1L)) {
      throw tooLong();
    }
    byte[] text = source.readByteArray();
    JsonNode node = parse(text);
    JsonNode choice = node.path("choices").path(0);
    if (!choice.isObject() || !choice.path("message").isObject()) {
      throw notChat(node);
    }
    checkModel(node);
    String raw = choice.path("finish_reason").asText("");
    return answer(node, choice.path("message").path("content").asText(""), raw)
        .usage(ChatJson.usage(node));
  }

  private Completion.Builder stream(BufferedSource source, CompletionListener listener)
      throws IOException, TryFailure {
    EventStream events = new EventStream(source, limit);
    StringBuilder text = new StringBuilder();
    JsonNode last = null;
    TokenUsage usage = TokenUsage.UNKNOWN;
    String finish = "";
    boolean done = false;
    boolean choices = false;
    while (!done) {
      Optional<String> event = next(events);
      if (event.isEmpty()) {
        break;
      }
      if (event.get().strip().equals("[DONE]")) {
        done = true;
        continue;
      }
      JsonNode node = parse(event.get().getBytes(StandardCharsets.UTF_8));
      Optional<String> error = ChatJson.error(node);
      if (error.isPresent() && !node.path("choices").isArray()) {
        int code = node.path("error").path("code").asInt(500);
        throw TryFailure.status(
            "broke off with an error: " + quote(error.get()), code, Optional.empty());
      }
      checkModel(node);
      last = node;
      JsonNode choice = node.path("choices").path(0);
      choices |= choice.isObject();
      String delta = choice.path("delta").path("content").asText("");
      if (!delta.isEmpty()) {
        text.append(delta);
        listener.onText(delta);
      }
      finish = choice.path("finish_reason").asText(finish);
      if (node.path("usage").isObject()) {
        usage = ChatJson.usage(node);
      }
    }
    if (!done && finish.isEmpty()) {
      throw TryFailure.io(ChatClient.place(endpoint) + " ended the stream mid-answer", null);
    }
    if (last == null || !choices) {
      throw TryFailure.answer("the answer has no choices", 200, true);
    }
    return answer(last, text.toString(), finish).usage(usage);
  }

  private Optional<String> next(EventStream events) throws IOException, TryFailure {
    try {
      return events.next();
    } catch (EventStream.TooLong e) {
      throw tooLong();
    }
  }

  private static Completion.Builder answer(JsonNode node, String text, String finish) {
    Completion.Builder answer =
        Completion.builder(text, node.path("model").asText(), ChatJson.finish(finish))
            .rawFinishReason(finish);
    String id = node.path("id").asText("");
    return id.isEmpty() ? answer : answer.responseId(id);
  }

  private JsonNode parse(byte[] text) throws TryFailure {
    Optional<JsonNode> node = json.object(text);
    if (node.isEmpty()) {
      throw TryFailure.answer(
          ChatClient.place(endpoint)
              + " answers 200 with something that is no JSON object: "
              + quote(new String(text, 0, Math.min(text.length, 4096), StandardCharsets.UTF_8))
              + " - is it an OpenAI-style server, and does baseUrl end as it wants (often /v1)?",
          200,
          false);
    }
    return node.get();
  }

  private void checkModel(JsonNode node) throws TryFailure {
    String answered = node.path("model").asText("");
    if (!answered.equals(endpoint.answersAs)) {
      throw TryFailure.answer(
          "asked "
              + endpoint.answersAs
              + " but "
              + (answered.isEmpty()
                  ? "the answer names no model"
                  : "model " + quote(answered) + " answered")
              + " at "
              + ChatClient.place(endpoint)
              + "; correct model, or set answersAs if the server has another name for the same one",
          200,
          false);
    }
  }

  private TryFailure notChat(JsonNode node) {
    Optional<String> error = ChatJson.error(node);
    if (error.isPresent()) {
      return TryFailure.answer("an error as answer: " + quote(error.get()), 200, true);
    }
    if (node.path("choices").isArray()) {
      return TryFailure.answer("the answer has no choices", 200, true);
    }
    return TryFailure.answer(
        ChatClient.place(endpoint) + " answers JSON that is no chat completion; correct baseUrl",
        200,
        false);
  }

  private TryFailure tooLong() {
    return TryFailure.answer(
        "the answer is longer than " + limit + " bytes; lower maxTokens or raise maxAnswerBytes",
        200,
        false);
  }

  private TryFailure refusal(Response response) throws IOException {
    int status = response.code();
    BufferedSource source = response.body().source();
    source.request(ERROR_BYTES);
    byte[] text =
        source.getBuffer().readByteArray(Math.min(ERROR_BYTES, source.getBuffer().size()));
    String said =
        json.object(text).flatMap(ChatJson::error).orElse(new String(text, StandardCharsets.UTF_8));
    String where = ChatClient.place(endpoint);
    String remedy =
        switch (status) {
          case 401, 403 ->
              endpoint.apiKey.isPresent()
                  ? "; the key is not accepted: correct apiKey"
                  : "; it wants a key: set apiKey, e.g. to ${env:NAME}";
          case 404, 405 -> "; correct baseUrl (often it ends with /v1) or model";
          case 301, 302, 303, 307, 308 -> "; redirects are not followed: set baseUrl to its target";
          default -> "";
        };
    return TryFailure.status(
        where + " answers " + status + ": " + quote(said) + remedy,
        status,
        RetryPolicy.retryAfter(response.headers(), clock.instant()));
  }

  /** A short piece of foreign text, on one line, without the key that it may echo. */
  private String quote(String foreign) {
    String clean = endpoint.apiKey.map(k -> foreign.replace(k.reveal(), "***")).orElse(foreign);
    clean = clean.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return clean.length() > QUOTE ? clean.substring(0, QUOTE) + "..." : clean;
  }
}
