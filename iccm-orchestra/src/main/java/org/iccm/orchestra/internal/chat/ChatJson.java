package org.iccm.orchestra.internal.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;
import org.iccm.api.llm.TokenUsage;

/** OpenAI's chat completions as JSON. Thread-safe. */
final class ChatJson {
  private final ObjectMapper mapper = new ObjectMapper();

  byte[] request(
      ChatEndpoint endpoint, Iterable<Message> messages, Sampling sampling, boolean stream) {
    ObjectNode body = mapper.createObjectNode();
    body.put("model", endpoint.model);
    ArrayNode list = body.putArray("messages");
    for (Message m : messages) {
      list.addObject()
          .put("role", m.role().name().toLowerCase(Locale.ROOT))
          .put("content", m.content());
    }
    sampling.temperature().ifPresent(v -> body.put("temperature", v));
    sampling.topP().ifPresent(v -> body.put("top_p", v));
    sampling.maxTokens().ifPresent(v -> body.put(endpoint.maxTokensField, v));
    sampling.seed().ifPresent(v -> body.put("seed", v));
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
    endpoint.extras.forEach((name, value) -> body.set(name, mapper.valueToTree(value)));
    body.put("stream", stream);
    if (stream) {
      body.putObject("stream_options").put("include_usage", true);
    }
    try {
      return mapper.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  /** An object, or empty if the text is none. */
  Optional<JsonNode> object(byte[] text) {
    try {
      JsonNode node = mapper.readTree(text);
      return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (java.io.IOException e) {
      return Optional.empty();
    }
  }

  /** What the server says is wrong, in the forms that servers use; empty if it does not. */
  static Optional<String> error(JsonNode answer) {
    JsonNode error = answer.get("error");
    if (error == null || error.isNull()) {
      JsonNode detail = answer.path("detail");
      JsonNode message = answer.path("message");
      return detail.isTextual()
          ? Optional.of(detail.asText())
          : message.isTextual() ? Optional.of(message.asText()) : Optional.empty();
    }
    if (error.isTextual()) {
      return Optional.of(error.asText());
    }
    String message = error.path("message").asText(error.toString());
    return Optional.of(message);
  }

  static TokenUsage usage(JsonNode answer) {
    JsonNode usage = answer.path("usage");
    return new TokenUsage(
        count(usage.path("prompt_tokens")), count(usage.path("completion_tokens")));
  }

  private static OptionalLong count(JsonNode node) {
    return node.isIntegralNumber() && node.asLong() >= 0
        ? OptionalLong.of(node.asLong())
        : OptionalLong.empty();
  }

  static FinishReason finish(String raw) {
    return switch (raw) {
      case "stop", "eos", "eos_token", "stop_sequence", "end_turn" -> FinishReason.STOP;
      case "length", "max_tokens" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }
}
