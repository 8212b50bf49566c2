package org.iccm.embeddings.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.error.CancelledException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MiniLmEmbedderTest {
  private static final Embedder EMBEDDER = new MiniLmEmbedder(1);

  @AfterAll
  static void closeShared() {
    EMBEDDER.close();
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static List<String> referenceTexts() {
    return Reference.texts().stream().map(Reference.Text::text).toList();
  }

  @Test
  void givesTheVectorsOfThePublishersWeights() {
    List<float[]> vectors = EMBEDDER.embed(referenceTexts());
    List<Reference.Text> texts = Reference.texts();
    for (int i = 0; i < texts.size(); i++) {
      assertThat(vectors.get(i)).hasSize(384);
      assertThat(cosine(vectors.get(i), vectors.get(i))).isCloseTo(1, within(1e-6));
      for (int d = 0; d < texts.get(i).start().length; d++) {
        assertThat((double) vectors.get(i)[d])
            .as("text %d, dimension %d", i, d)
            .isCloseTo(texts.get(i).start()[d], within(1e-5));
      }
    }
    for (Reference.Cosine c : Reference.cosines()) {
      assertThat(cosine(vectors.get(c.a()), vectors.get(c.b())))
          .as("cosine of %d and %d", c.a(), c.b())
          .isCloseTo(c.value(), within(1e-5));
    }
  }

  @Test
  void givesTheSameVectorAloneAndInABatch() {
    List<String> texts = referenceTexts();
    List<float[]> together = EMBEDDER.embed(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(cosine(EMBEDDER.embed(List.of(texts.get(i))).get(0), together.get(i)))
          .isCloseTo(1, within(1e-6));
    }
    assertThat(EMBEDDER.embed(List.of())).isEmpty();
  }

  @Test
  void namesItsWeightsInTheFingerprint() {
    assertThat(EMBEDDER.card().fingerprint()).matches("[0-9a-f]{64}");
    try (Embedder other = new MiniLmEmbedder(2)) {
      assertThat(other.card()).isEqualTo(EMBEDDER.card());
    }
    assertThat(Weights.digests().get(0))
        .isEqualTo("ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4");
    assertThat(EMBEDDER.card().dimensions()).isEqualTo(384);
    assertThat(EMBEDDER.card().maxTokens()).isEqualTo(256);
  }

  @Test
  void servesSeveralThreadsAtOnce() throws Exception {
    List<String> texts = referenceTexts();
    List<float[]> expected = EMBEDDER.embed(texts);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<float[]>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(pool.submit(() -> EMBEDDER.embed(texts)));
      }
      for (Future<List<float[]>> one : all) {
        List<float[]> vectors = one.get(60, TimeUnit.SECONDS);
        for (int i = 0; i < texts.size(); i++) {
          assertThat(cosine(vectors.get(i), expected.get(i))).isCloseTo(1, within(1e-6));
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void refusesABlankTextAndSaysWhich() {
    assertThatThrownBy(() -> EMBEDDER.embed(List.of("a", " \n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text 1 of 2 is blank");
  }

  @Test
  void isClosedForGoodAndOnceIsEnough() {
    Embedder embedder = new MiniLmEmbedder(1);
    embedder.embed(List.of("a"));
    embedder.close();
    embedder.close();
    assertThatThrownBy(() -> embedder.embed(List.of("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  @Timeout(30)
  void endsACallInFlightOnClose() throws Exception {
    Embedder embedder = new MiniLmEmbedder(1);
    embedder.embed(List.of("warm"));
    Future<List<float[]>> call = endless(embedder, new ArrayList<>());
    assertThatThrownBy(() -> call.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    long begin = System.nanoTime();
    embedder.close();
    assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(CancelledException.class);
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  @Timeout(30)
  void endsWhenInterruptedAndKeepsTheFlag() throws Exception {
    List<Thread> thread = new ArrayList<>();
    Future<List<float[]>> call = endless(EMBEDDER, thread);
    assertThatThrownBy(() -> call.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    thread.get(0).interrupt();
    assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(CancelledException.class)
        .hasRootCauseMessage("embedding was interrupted; flag kept: true");
  }

  /** Embeds for minutes on a thread of its own. */
  private static Future<List<float[]>> endless(Embedder embedder, List<Thread> thread) {
    java.util.concurrent.FutureTask<List<float[]>> task =
        new java.util.concurrent.FutureTask<>(
            () -> {
              try {
                return embedder.embed(java.util.Collections.nCopies(5000, "word ".repeat(250)));
              } catch (CancelledException e) {
                throw new CancelledException(
                    e.getMessage() + "; flag kept: " + Thread.currentThread().isInterrupted());
              }
            });
    Thread t = new Thread(task, "test-embedding");
    t.setDaemon(true);
    t.start();
    thread.add(t);
    return task;
  }

  @Test
  void givesItsNativeMemoryBack() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        java.nio.file.Files.exists(java.nio.file.Path.of("/proc/self/status")));
    cycle();
    cycle();
    long before = residentMegabytes();
    for (int i = 0; i < 5; i++) {
      cycle();
    }
    assertThat(residentMegabytes() - before).as("MB grown over 5 loads of 90 MB").isLessThan(150);
  }

  private static void cycle() {
    try (Embedder embedder = new MiniLmEmbedder(1)) {
      embedder.embed(List.of("word ".repeat(250)));
    }
    System.gc();
  }

  private static long residentMegabytes() throws java.io.IOException {
    return java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmRSS"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
