package org.iccm.orchestra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.Sampling;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("model")
@Timeout(300)
class LocalBackendTest {
  @TempDir Path directory;

  private static LocalBackend backend() {
    return LocalFixture.backend(Map.of());
  }

  private static void kill(LocalBackend backend) {
    ProcessHandle.of(backend.running().pid()).orElseThrow().destroyForcibly();
  }

  @Test
  void startsAtTheFirstCallAndAnswersSensibly() {
    try (LocalBackend backend = backend()) {
      assertThat(backend.model().revision())
          .isEqualTo("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
      assertThat(backend.model().concurrency()).isEqualTo(4);
      assertThat(backend.model().contextTokens()).hasValue(1024);
      assertThat(backend.model().licence()).contains("Apache-2.0");
      assertThat(backend.running()).as("no server before the first call").isNull();
      Completion c =
          backend.complete(
              LocalFixture.request("What is the capital of France? Answer with one word.", 24));
      assertThat(c.text()).containsIgnoringCase("paris");
      assertThat(c.modelId()).isEqualTo(LocalFixture.MODEL);
      assertThat(c.finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(c.usage().prompt().orElse(0)).isPositive();
      assertThat(c.usage().completion().orElse(0)).isPositive();
      assertThat(c.tries()).isEqualTo(1);
    }
  }

  @Test
  void honoursSeedStopAndLength() {
    try (LocalBackend backend = LocalFixture.backend(Map.of("promptCache", false))) {
      Sampling hot = Sampling.builder().temperature(1.5).seed(5).maxTokens(20).build();
      var request = LocalFixture.request("Tell me a joke.", 20).toBuilder();
      String one = backend.complete(request.sampling(hot).build()).text();
      String two = backend.complete(request.sampling(hot).build()).text();
      String other =
          backend.complete(request.sampling(hot.toBuilder().seed(6).build()).build()).text();
      assertThat(two).isEqualTo(one);
      assertThat(other).isNotEqualTo(one);
      Completion cut = backend.complete(LocalFixture.request("Count from 1 to 100.", 5));
      assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(cut.usage().completion()).hasValue(5);
      Completion stopped =
          backend.complete(
              LocalFixture.request("What is the capital of France? Answer with one word.", 24)
                  .toBuilder()
                  .sampling(
                      Sampling.builder().temperature(0).maxTokens(24).stop(List.of("Par")).build())
                  .build());
      assertThat(stopped.text()).doesNotContain("Par");
      assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    }
  }

  @Test
  void aKilledServerIsReplacedAndTheRequestInFlightSentOnceMore() {
    try (LocalBackend backend = backend()) {
      List<String> heard = new ArrayList<>();
      AtomicInteger restarts = new AtomicInteger();
      AtomicReference<Long> first = new AtomicReference<>();
      Completion c =
          backend.complete(
              LocalFixture.request("Write two sentences about rain.", 60),
              new CompletionListener() {
                @Override
                public void onText(String delta) {
                  if (first.get() == null) {
                    first.set(backend.running().pid());
                    kill(backend);
                  }
                  heard.add(delta);
                }

                @Override
                public void onRestart() {
                  restarts.incrementAndGet();
                  heard.clear();
                }
              });
      assertThat(c.text()).isNotBlank().isEqualTo(String.join("", heard));
      assertThat(c.tries()).isEqualTo(2);
      assertThat(restarts).hasValue(1);
      assertThat(backend.running().pid()).isNotEqualTo(first.get());
    }
  }

  @Test
  void aRequestThatLosesTwoServersIsReportedAndTheNextOneWorks() {
    try (LocalBackend backend = backend()) {
      LlmException e =
          catchThrowableOfType(
              LlmException.class,
              () -> backend.complete(LocalFixture.longRequest(), delta -> kill(backend)));
      assertThat(e).hasMessageContaining("died twice").hasMessageContaining(LocalFixture.MODEL);
      assertThat(e.retriable()).isFalse();
      assertThat(backend.complete(LocalFixture.request("Say hello.", 8)).text()).isNotBlank();
    }
  }

  @Test
  void aServerKilledWhileIdleIsReplaced() throws Exception {
    try (LocalBackend backend = backend()) {
      backend.complete(LocalFixture.request("Say hello.", 8));
      List<ProcessHandle> family = LocalFixture.family(backend.running().pid());
      kill(backend);
      assertThat(LocalFixture.gone(family, Duration.ofSeconds(3))).isTrue();
      assertThat(backend.complete(LocalFixture.request("Say hello.", 8)).text()).isNotBlank();
      assertThat(backend.running().pid()).isNotEqualTo(family.get(0).pid());
    }
  }

  @Test
  void closeLeavesNoChildAndEndsCallsInFlight() throws Exception {
    LocalBackend backend = backend();
    backend.complete(LocalFixture.request("Say hello.", 8));
    List<ProcessHandle> family = LocalFixture.family(backend.running().pid());
    List<CompletableFuture<Throwable>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) { // two more than slots
      calls.add(
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> backend.complete(LocalFixture.longRequest()))));
    }
    Thread.sleep(500);
    long start = System.nanoTime();
    backend.close();
    backend.close();
    for (CompletableFuture<Throwable> call : calls) {
      assertThat(call.get(2, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(LocalFixture.gone(family, Duration.ofSeconds(1))).isTrue();
    // those that read what the server said end when they see its end
    for (int i = 0; i < 100 && !ours().isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(ours()).isEmpty();
    assertThatThrownBy(() -> backend.complete(LocalFixture.longRequest()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static List<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("iccm-") && name.endsWith("test"))
        .toList();
  }

  @Test
  void closeEndsAServerThatIsJustStarting() throws Exception {
    LocalBackend backend = backend();
    CompletableFuture<Throwable> call =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> backend.complete(LocalFixture.longRequest())));
    Thread.sleep(250);
    backend.close();
    assertThat(call.get(2, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
    assertThat(
            ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().commandLine().orElse("").contains("serve"))
                .filter(ProcessHandle::isAlive))
        .isEmpty();
  }

  @Test
  void anInterruptEndsACallWithinASecondAndFreesItsSlot() throws Exception {
    try (LocalBackend backend = LocalFixture.backend(Map.of("slots", 1L))) {
      backend.complete(LocalFixture.request("Say hello.", 8));
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> thrown.set(catchThrowable(() -> backend.complete(LocalFixture.longRequest()))));
      caller.start();
      Thread.sleep(500);
      long start = System.nanoTime();
      caller.interrupt();
      caller.join(5000);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(thrown.get()).isInstanceOf(CancelledException.class);
      start = System.nanoTime();
      backend.complete(LocalFixture.request("Say hello.", 2));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void allSlotsGenerateAtTheSameTime() throws Exception {
    try (LocalBackend backend = backend()) {
      CyclicBarrier together = new CyclicBarrier(4);
      List<CompletableFuture<Completion>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean[] met = {false};
        calls.add(
            CompletableFuture.supplyAsync(
                () ->
                    backend.complete(
                        LocalFixture.request("Write a sentence about the sea.", 40),
                        delta -> {
                          if (!met[0]) {
                            met[0] = true;
                            meet(together);
                          }
                        }),
                task -> new Thread(task).start()));
      }
      for (CompletableFuture<Completion> call : calls) {
        assertThat(call.get(60, TimeUnit.SECONDS).text()).isNotBlank();
      }
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the calls did not run at the same time", e);
    }
  }

  @Test
  void noKeyIsOnACommandLineOrInAnError() throws Exception {
    try (LocalBackend backend = backend()) {
      backend.complete(LocalFixture.request("Say hello.", 8));
      for (ProcessHandle p : LocalFixture.family(backend.running().pid())) {
        String line = Files.readString(Path.of("/proc/" + p.pid() + "/cmdline"));
        assertThat(line).doesNotContainPattern("[0-9a-f]{40}");
        String environment = Files.readString(Path.of("/proc/" + p.pid() + "/environ"));
        assertThat(environment).doesNotContain("API_KEY");
      }
    }
    Path server = LocalFixture.llamaServer(directory);
    try (LocalBackend backend = LocalFixture.backend(Map.of("server", server))) {
      backend.complete(LocalFixture.request("Say hello.", 8));
      for (ProcessHandle p : LocalFixture.family(backend.running().pid())) {
        String line = Files.readString(Path.of("/proc/" + p.pid() + "/cmdline"));
        assertThat(line).doesNotContainPattern("[0-9a-f]{40}");
      }
    }
  }

  @Test
  void aLlamaServerOfTheUsersIsHeldTheSameWay() throws Exception {
    Path server = LocalFixture.llamaServer(directory);
    LocalBackend backend = LocalFixture.backend(Map.of("server", server, "python", "/no/python"));
    assertThat(backend.complete(LocalFixture.request("Say hello.", 8)).text()).isNotBlank();
    List<ProcessHandle> family = LocalFixture.family(backend.running().pid());
    assertThat(family).hasSizeGreaterThan(1);
    backend.close();
    assertThat(LocalFixture.gone(family, Duration.ofSeconds(2))).isTrue();
  }

  @Test
  void noServerOutlivesAKilledJvm() throws Exception {
    for (Path server : new Path[] {null, LocalFixture.llamaServer(directory)}) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LocalMain.class.getName()));
      if (server != null) {
        command.add(server.toString());
      }
      Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
      BufferedReader out = new BufferedReader(new InputStreamReader(jvm.getInputStream()));
      String line = out.readLine();
      while (line != null && !line.startsWith("PID ")) {
        line = out.readLine();
      }
      assertThat(line).as("the JVM's server").isNotNull();
      List<ProcessHandle> family = LocalFixture.family(Long.parseLong(line.substring(4)));
      assertThat(family).isNotEmpty();
      jvm.destroyForcibly().waitFor();
      assertThat(LocalFixture.gone(family, Duration.ofSeconds(3))).isTrue();
    }
  }

  @Test
  void aSenselessAnswerToTheGoldenPromptIsAnError() {
    try (LocalBackend backend = LocalFixture.backend(Map.of("probeAnswer", "xyzzy"))) {
      assertThatThrownBy(() -> backend.complete(LocalFixture.request("Say hello.", 8)))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining("xyzzy")
          .hasMessageContaining("capital of France")
          .hasMessageContaining("probeAnswer");
      assertThat(backend.running()).isNull();
    }
  }

  @Test
  void aGgufFileThatEndsEarlyIsNamedWithTheReason() throws Exception {
    Path whole =
        org.iccm.orchestra.catalogue.ModelFetch.defaultCache()
            .resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf");
    Path cut = directory.resolve("cut.gguf");
    try (var in = Files.newInputStream(whole)) {
      Files.write(cut, in.readNBytes(20_000_000));
    }
    try (LocalBackend backend = LocalFixture.backend(Map.of("model", "mine", "modelFile", cut))) {
      assertThatThrownBy(() -> backend.complete(LocalFixture.request("Say hello.", 8)))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining(cut.toString())
          .hasMessageContaining("not within the file bounds");
    }
  }

  @Test
  void aPromptThatDoesNotFitIsRefusedWithTheServersReason() {
    try (LocalBackend backend = backend()) {
      assertThatThrownBy(() -> backend.complete(LocalFixture.request("word ".repeat(3000), 8)))
          .isInstanceOfSatisfying(LlmException.class, e -> assertThat(e.status()).hasValue(400))
          .hasMessageContaining("context");
    }
  }
}
