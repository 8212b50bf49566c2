package org.iccm.orchestra.openai;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;
import org.iccm.api.plugin.Secret;
import org.iccm.orchestra.fixture.MapSettings;
import org.iccm.orchestra.internal.chat.Pace;

/** A server whose answers a test sets, and backends that ask it without really sleeping. */
final class ServerFixture implements AutoCloseable {
  static final String KEY = "sk-planted-0123456789abcdef";
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  final MockWebServer server = new MockWebServer();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  double jitter = 1;

  ServerFixture() throws java.io.IOException {
    server.start();
  }

  OpenAiBackend backend(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("baseUrl", "http://127.0.0.1:" + server.getPort() + "/v1");
    settings.put("model", "tiny");
    settings.put("apiKey", Secret.of(KEY));
    settings.putAll(more);
    Pace pace =
        new Pace(
            Clock.fixed(NOW, ZoneOffset.UTC),
            System::nanoTime,
            (pause, wake) -> pauses.add(pause),
            () -> jitter);
    return new OpenAiBackend(
        "test", new MapSettings(new OpenAiCompatibleProvider().options(), settings), pace);
  }

  OpenAiBackend backend() {
    return backend(Map.of());
  }

  static CompletionRequest request() {
    return CompletionRequest.builder(List.of(Message.system("be brief"), Message.user("hello")))
        .build();
  }

  static CompletionRequest request(Sampling sampling) {
    return request().toBuilder().sampling(sampling).build();
  }

  static String answer(String text) {
    return answer("tiny", text);
  }

  static String answer(String model, String text) {
    return "{\"id\":\"c-1\",\"model\":\""
        + model
        + "\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\""
        + text
        + "\"},\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";
  }

  static String chunk(String text, String finish) {
    return "data: {\"id\":\"c-2\",\"model\":\"tiny\",\"choices\":[{\"delta\":{\"content\":"
        + (text == null ? "null" : "\"" + text + "\"")
        + "},\"finish_reason\":"
        + (finish == null ? "null" : "\"" + finish + "\"")
        + "}]}\n\n";
  }

  MockResponse.Builder json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json")
        .body(body);
  }

  MockResponse.Builder events(String body) {
    return new MockResponse.Builder().addHeader("Content-Type", "text/event-stream").body(body);
  }

  void serve(MockResponse.Builder... responses) {
    for (MockResponse.Builder response : responses) {
      server.enqueue(response.build());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
