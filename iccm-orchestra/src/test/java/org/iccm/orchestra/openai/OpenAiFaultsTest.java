package org.iccm.orchestra.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Completion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OpenAiFaultsTest {
  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ServerFixture();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private LlmException failure(OpenAiBackend backend) {
    return catchThrowableOfType(
        LlmException.class, () -> backend.complete(ServerFixture.request()));
  }

  private MockResponse.Builder ok() {
    return fixture.json(200, ServerFixture.answer("hi"));
  }

  private MockResponse.Builder hang() {
    return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 529})
  void triesAgainWhatMayPass(int status) {
    fixture.serve(fixture.json(status, "{\"error\":{\"message\":\"busy\"}}"), ok());
    try (OpenAiBackend backend = fixture.backend()) {
      Completion c = backend.complete(ServerFixture.request());
      assertThat(c.tries()).isEqualTo(2);
      assertThat(c.text()).isEqualTo("hi");
    }
    assertThat(fixture.pauses).containsExactly(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422, 301})
  void triesNotAgainWhatCannotPass(int status) {
    fixture.serve(fixture.json(status, "{\"error\":{\"message\":\"no such luck\"}}"));
    try (OpenAiBackend backend = fixture.backend()) {
      LlmException e = failure(backend);
      assertThat(e.status()).hasValue(status);
      assertThat(e.retriable()).isFalse();
      assertThat(e).hasMessageContaining("no such luck").hasMessageContaining("127.0.0.1");
    }
    assertThat(fixture.server.getRequestCount()).isEqualTo(1);
    assertThat(fixture.pauses).isEmpty();
  }

  @Test
  void givesUpAfterTwoRetriesWithGrowingPauses() {
    fixture.serve(fixture.json(500, "a"), fixture.json(500, "b"), fixture.json(500, "c"), ok());
    try (OpenAiBackend backend = fixture.backend()) {
      LlmException e = failure(backend);
      assertThat(e.status()).hasValue(500);
      assertThat(e.retriable()).isTrue();
      assertThat(e).hasMessageContaining("3 tries").hasMessageContaining(": c");
    }
    assertThat(fixture.pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(fixture.server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void capsAndJittersItsOwnPauses() {
    fixture.jitter = 0;
    for (int i = 0; i < 8; i++) {
      fixture.serve(fixture.json(500, ""));
    }
    fixture.serve(ok());
    try (OpenAiBackend backend = fixture.backend(Map.of("retries", 8L))) {
      backend.complete(ServerFixture.request());
    }
    assertThat(fixture.pauses.get(0)).isEqualTo(Duration.ofMillis(250));
    assertThat(fixture.pauses.get(7)).isEqualTo(Duration.ofSeconds(4));
    fixture.jitter = 1;
    fixture.pauses.clear();
    for (int i = 0; i < 8; i++) {
      fixture.serve(fixture.json(500, ""));
    }
    fixture.serve(ok());
    try (OpenAiBackend backend = fixture.backend(Map.of("retries", 8L))) {
      backend.complete(ServerFixture.request());
    }
    assertThat(fixture.pauses.get(7)).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    fixture.serve(
        fixture.json(429, "").addHeader("Retry-After", "13"),
        fixture.json(503, "").addHeader("Retry-After", "Mon, 23 Nov 2026 12:00:20 GMT"),
        fixture.json(429, "").addHeader("retry-after-ms", "1500"),
        fixture.json(429, "").addHeader("Retry-After", "Mon, 23 Nov 2026 11:00:00 GMT"),
        fixture.json(429, "").addHeader("Retry-After", "soon"),
        ok());
    try (OpenAiBackend backend = fixture.backend(Map.of("retries", 5L))) {
      assertThat(backend.complete(ServerFixture.request()).tries()).isEqualTo(6);
    }
    assertThat(fixture.pauses)
        .containsExactly(
            Duration.ofSeconds(13),
            Duration.ofSeconds(20),
            Duration.ofMillis(1500),
            Duration.ZERO,
            Duration.ofSeconds(8));
  }

  @Test
  void failsAtOnceWhereTheServerAsksForMoreThanAMinute() {
    fixture.serve(fixture.json(429, "quota").addHeader("Retry-After", "3600"), ok());
    try (OpenAiBackend backend = fixture.backend()) {
      LlmException e = failure(backend);
      assertThat(e).hasMessageContaining("wait 3600 s");
      assertThat(e.retriable()).isTrue();
    }
    assertThat(fixture.pauses).isEmpty();
  }

  @Test
  void doesNotPausePastTheCallsOwnTime() {
    fixture.serve(fixture.json(429, "").addHeader("Retry-After", "30"));
    try (OpenAiBackend backend = fixture.backend(Map.of("timeout", Duration.ofSeconds(5)))) {
      assertThat(failure(backend)).hasMessageContaining("within 5000 ms");
    }
    assertThat(fixture.pauses).isEmpty();
  }

  @Test
  void aHangingServerCostsATryAndNoMore() {
    fixture.serve(hang(), ok());
    try (OpenAiBackend backend = fixture.backend(Map.of("tryTimeout", Duration.ofMillis(300)))) {
      assertThat(backend.complete(ServerFixture.request()).tries()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatAlwaysHangsIsReportedInTime() {
    fixture.serve(hang(), hang(), hang());
    try (OpenAiBackend backend = fixture.backend(Map.of("timeout", Duration.ofMillis(700)))) {
      long start = System.nanoTime();
      LlmException e = failure(backend);
      assertThat(e.retriable()).isTrue();
      assertThat(e).hasMessageContaining("time");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void aRequestsOwnTimeoutWins() {
    fixture.serve(hang());
    try (OpenAiBackend backend = fixture.backend()) {
      assertThatThrownBy(
              () ->
                  backend.complete(
                      ServerFixture.request().toBuilder().timeout(Duration.ofMillis(300)).build()))
          .isInstanceOf(LlmException.class);
    }
  }

  @Test
  void aStreamThatFallsSilentCostsATry() {
    fixture.serve(
        fixture
            .events(ServerFixture.chunk("x", null).repeat(50))
            .onResponseBody(SocketEffect.Stall.INSTANCE),
        fixture.events(ServerFixture.chunk("y", "stop") + "data: [DONE]\n\n"));
    try (OpenAiBackend backend = fixture.backend(Map.of("idleTimeout", Duration.ofMillis(300)))) {
      assertThat(backend.complete(ServerFixture.request(), d -> {}).text()).isEqualTo("y");
    }
  }

  @Test
  void aCutAnswerIsTriedAgain() {
    fixture.serve(
        fixture
            .json(200, ServerFixture.answer("x".repeat(5000)))
            .onResponseBody(new SocketEffect.CloseSocket()),
        fixture.events(ServerFixture.chunk("x", null)),
        ok());
    try (OpenAiBackend backend = fixture.backend()) {
      assertThat(backend.complete(ServerFixture.request(), d -> {}).tries()).isEqualTo(3);
    }
  }

  @Test
  void aStreamWithoutEndMarkIsWholeIfItSaidWhyItEnded() {
    fixture.serve(fixture.events(ServerFixture.chunk("x", "stop")));
    try (OpenAiBackend backend = fixture.backend()) {
      assertThat(backend.complete(ServerFixture.request(), d -> {}).text()).isEqualTo("x");
    }
  }

  @Test
  void anErrorInsideAStreamFollowsItsCode() {
    String busy = "data: {\"error\":{\"code\":503,\"message\":\"slot lost\"}}\n\n";
    String bad = "data: {\"error\":{\"code\":400,\"message\":\"too long\"}}\n\n";
    fixture.serve(
        fixture.events(ServerFixture.chunk("x", null) + busy),
        fixture.events(ServerFixture.chunk("x", null) + bad));
    try (OpenAiBackend backend = fixture.backend()) {
      assertThatThrownBy(() -> backend.complete(ServerFixture.request(), d -> {}))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining("too long")
          .hasMessageContaining("2 tries");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><body>Welcome</body></html>",
        "{\"model\":\"tiny\",\"choices\":[{\"mess",
        "",
        "[1]",
        "{\"hello\":1}"
      })
  void whatIsNoAnswerIsReportedWithARemedy(String body) {
    fixture.serve(fixture.json(200, body));
    try (OpenAiBackend backend = fixture.backend()) {
      LlmException e = failure(backend);
      assertThat(e).hasMessageContaining("baseUrl").hasMessageContaining("127.0.0.1");
      assertThat(e.status()).hasValue(200);
    }
    assertThat(fixture.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void emptyChoicesAreNoAnswer() {
    fixture.serve(
        fixture.json(200, "{\"model\":\"tiny\",\"choices\":[]}"),
        fixture.events("data: {\"model\":\"tiny\",\"choices\":[]}\n\ndata: [DONE]\n\n"));
    try (OpenAiBackend backend = fixture.backend()) {
      assertThat(failure(backend)).hasMessageContaining("no choices");
      assertThatThrownBy(() -> backend.complete(ServerFixture.request(), d -> {}))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining("no choices");
    }
  }

  @Test
  void takesNoMoreThanItsShareOfAnEndlessAnswer() {
    String endless = "x".repeat(300_000);
    fixture.serve(
        fixture.json(200, ServerFixture.answer(endless)),
        fixture.events("data: " + endless),
        fixture.events(ServerFixture.chunk("x".repeat(1000), null).repeat(300)),
        fixture.json(500, endless),
        fixture.json(400, endless));
    try (OpenAiBackend backend = fixture.backend(Map.of("maxAnswerBytes", 65536L))) {
      assertThat(failure(backend)).hasMessageContaining("longer than 65536 bytes");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> backend.complete(ServerFixture.request(), d -> {}))
            .isInstanceOf(LlmException.class)
            .hasMessageContaining("longer than 65536 bytes");
      }
      assertThat(failure(backend).getMessage()).hasSizeLessThan(1000);
    }
  }

  @Test
  void takesHugeLinesWithinItsShare() {
    String huge = "y".repeat(2_000_000);
    fixture.serve(fixture.events(ServerFixture.chunk(huge, "stop") + "data: [DONE]\n\n"));
    try (OpenAiBackend backend = fixture.backend()) {
      assertThat(backend.complete(ServerFixture.request(), d -> {}).text()).isEqualTo(huge);
    }
  }

  @Test
  void saysWhereNothingAnswers() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (OpenAiBackend backend =
        fixture.backend(Map.of("baseUrl", "http://127.0.0.1:" + port + "/v1"))) {
      assertThat(failure(backend))
          .hasMessageContaining("nothing answers at")
          .hasMessageContaining(":" + port)
          .hasMessageContaining("3 tries");
    }
  }

  @Test
  void aServerThatSpeaksNoHttpIsReported() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      Thread talker =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (var accepted = socket.accept()) {
                      accepted.getOutputStream().write("220 mail ready\r\n".getBytes());
                    }
                  }
                } catch (java.io.IOException e) {
                  // the test is over
                }
              });
      talker.setDaemon(true);
      talker.start();
      try (OpenAiBackend backend =
          fixture.backend(Map.of("baseUrl", "http://127.0.0.1:" + socket.getLocalPort() + "/v1"))) {
        assertThat(failure(backend)).hasMessageContaining(":" + socket.getLocalPort());
      }
    }
  }
}
