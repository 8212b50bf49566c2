package org.iccm.orchestra.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.CompletionListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets, interrupts, and the end. */
@Timeout(30)
class OpenAiLifeTest {
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

  @Test
  void noLogLineHoldsTheKey() throws Exception {
    String echo = "{\"error\":{\"message\":\"no room for " + ServerFixture.KEY + "\"}}";
    fixture.serve(fixture.json(503, echo), fixture.json(503, echo), fixture.json(503, echo));
    try (OpenAiBackend backend = fixture.backend()) {
      assertThat(failure(backend)).hasMessageContaining("no room for ***");
    }
    // simplelogger.properties sends all of ICCM's log lines there
    assertThat(Files.readString(Path.of("target/test.log")))
        .contains("no room for ***")
        .doesNotContain(ServerFixture.KEY);
  }

  @Test
  void aBadKeyIsNotRetriedAndNeverShown() {
    String echo = "{\"error\":{\"message\":\"Incorrect API key: " + ServerFixture.KEY + "\"}}";
    fixture.serve(fixture.json(401, echo), fixture.json(200, "key " + ServerFixture.KEY));
    try (OpenAiBackend backend = fixture.backend()) {
      LlmException e = failure(backend);
      assertThat(e).hasMessageContaining("apiKey");
      assertThat(e.status()).hasValue(401);
      assertThat(stack(e)).doesNotContain(ServerFixture.KEY);
      assertThat(stack(failure(backend))).doesNotContain(ServerFixture.KEY);
      assertThat(backend.model().toString()).doesNotContain(ServerFixture.KEY);
    }
    assertThat(fixture.server.getRequestCount()).isEqualTo(2);
  }

  private static String stack(Throwable e) {
    StringWriter out = new StringWriter();
    e.printStackTrace(new PrintWriter(out));
    return out.toString();
  }

  @Test
  void anInterruptEndsACallWithinASecondAndKeepsTheFlag() throws Exception {
    fixture.serve(hang());
    try (OpenAiBackend backend = fixture.backend()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicBoolean flag = new AtomicBoolean();
      Thread caller =
          new Thread(
              () -> {
                thrown.set(catchThrowable(() -> backend.complete(ServerFixture.request())));
                flag.set(Thread.currentThread().isInterrupted());
              });
      caller.start();
      fixture.server.takeRequest();
      long start = System.nanoTime();
      caller.interrupt();
      caller.join(5000);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(thrown.get()).isInstanceOf(CancelledException.class);
      assertThat(flag).isTrue();
    }
  }

  @Test
  void anInterruptedThreadStartsNoCall() {
    try (OpenAiBackend backend = fixture.backend()) {
      Thread.currentThread().interrupt();
      Throwable thrown = catchThrowable(() -> backend.complete(ServerFixture.request()));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(thrown).isInstanceOf(CancelledException.class);
    }
    assertThat(fixture.server.getRequestCount()).isZero();
  }

  @Test
  void closeEndsCallsInFlightAndRefusesLaterOnes() throws Exception {
    fixture.serve(hang(), hang());
    OpenAiBackend backend = fixture.backend();
    List<CompletableFuture<Throwable>> calls =
        List.of(
            CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> backend.complete(ServerFixture.request()))),
            CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> backend.complete(ServerFixture.request(), d -> {}))));
    fixture.server.takeRequest();
    fixture.server.takeRequest();
    backend.close();
    backend.close();
    for (CompletableFuture<Throwable> call : calls) {
      assertThat(call.get(1, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
    }
    assertThatThrownBy(() -> backend.complete(ServerFixture.request()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("iccm-chat-watch-test"));
  }

  @Test
  void aListenersOwnErrorReachesTheCallerAndFreesTheConnection() {
    fixture.serve(fixture.events(ServerFixture.chunk("x", null).repeat(1000)), ok());
    try (OpenAiBackend backend = fixture.backend()) {
      CompletionListener broken =
          delta -> {
            throw new IllegalArgumentException("listener");
          };
      assertThatThrownBy(() -> backend.complete(ServerFixture.request(), broken))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("listener");
      assertThat(backend.complete(ServerFixture.request()).text()).isEqualTo("hi");
    }
  }

  @Test
  void manyCallsAtOnceAllEnd() throws Exception {
    int calls = 200;
    for (int i = 0; i < calls; i++) {
      fixture.serve(ok());
    }
    CountDownLatch done = new CountDownLatch(calls);
    try (OpenAiBackend backend = fixture.backend()) {
      for (int i = 0; i < 16; i++) {
        int share = calls / 16 + (i < calls % 16 ? 1 : 0);
        Thread t =
            new Thread(
                () -> {
                  for (int k = 0; k < share; k++) {
                    assertThat(backend.complete(ServerFixture.request()).text()).isEqualTo("hi");
                    done.countDown();
                  }
                });
        t.setDaemon(true);
        t.start();
      }
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
