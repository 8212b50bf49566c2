package org.iccm.examples.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.iccm.api.Iccm;
import org.iccm.api.application.Digests;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredCompletion;
import org.iccm.api.store.Vectors;

/** Writes, reads and nearest neighbours of the embedded store; milliseconds. */
final class StoreBench implements Bench.Measurement {
  private static final int ROWS = 2000;
  private static final int VECTORS = 10_000;
  private static final int DIMENSIONS = 384;

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    Path work = Files.createTempDirectory("iccm-bench");
    try (Iccm iccm = Iccm.builder().workDirectory(work).build()) {
      Store store = iccm.store();
      String text = "def f(x):\n    return x\n".repeat(60);
      double[] writes = new double[ROWS];
      double[] reads = new double[ROWS];
      for (int i = 0; i < ROWS; i++) {
        CompletionKey key = new CompletionKey(Digests.of("bench", Integer.toString(i)));
        StoredCompletion row =
            StoredCompletion.builder(
                    key, "m", "1", 0, Completion.builder(text, "m", FinishReason.STOP).build())
                .build();
        long t = System.nanoTime();
        store.artifacts().put(row);
        writes[i] = (System.nanoTime() - t) / 1e6;
      }
      for (int i = 0; i < ROWS; i++) {
        CompletionKey key = new CompletionKey(Digests.of("bench", Integer.toString(i)));
        long t = System.nanoTime();
        if (store.artifacts().findCompletion(key).isEmpty()) {
          throw new IllegalStateException("an acknowledged row is gone");
        }
        reads[i] = (System.nanoTime() - t) / 1e6;
      }
      Vectors vectors = store.vectors().orElseThrow();
      Random random = new Random(1);
      List<float[]> queries = new ArrayList<>();
      for (int i = 0; i < VECTORS; i++) {
        float[] v = unit(random);
        vectors.upsert("bench", "v" + i, v, Map.of());
        if (i % 200 == 0) {
          queries.add(v);
        }
      }
      double[] nearest = new double[queries.size()];
      int right = 0;
      for (int i = 0; i < queries.size(); i++) {
        long t = System.nanoTime();
        String id = vectors.nearest("bench", queries.get(i), 10).get(0).id();
        nearest[i] = (System.nanoTime() - t) / 1e6;
        right += id.equals("v" + i * 200) ? 1 : 0;
      }
      return new BenchResult()
          .row("write a completion", figures(writes))
          .row("read a completion", figures(reads))
          .row("10 nearest of " + VECTORS, figures(nearest))
          .ratio("self_found", (double) right / queries.size());
    }
  }

  private static float[] unit(Random random) {
    float[] v = new float[DIMENSIONS];
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) random.nextGaussian();
      sum += v[i] * v[i];
    }
    for (int i = 0; i < v.length; i++) {
      v[i] /= (float) Math.sqrt(sum);
    }
    return v;
  }

  private static Map<String, Double> figures(double[] ms) {
    double[] sorted = ms.clone();
    Arrays.sort(sorted);
    return Map.of("p50", sorted[sorted.length / 2], "p95", sorted[sorted.length * 95 / 100]);
  }
}
