package org.iccm.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.iccm.api.store.Neighbour;
import org.iccm.api.store.Store;
import org.iccm.api.store.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteVectorsTest {
  private static final int COUNT = 10_000;
  private static final int DIMENSIONS = 384;
  private static final int K = 10;

  @TempDir Path directory;

  private Store store(long maxCachedFloats) {
    return new SqlStore(
        "sqlite",
        new SqliteConnections(directory.resolve("iccm.db"), false, List.of()),
        Clock.systemUTC(),
        maxCachedFloats);
  }

  private static float[] random(Random random) {
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) random.nextGaussian() * 3;
    }
    return vector;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  private static List<String> bruteForce(float[] query, List<float[]> all) {
    double[] similarity = all.stream().mapToDouble(v -> cosine(query, v)).toArray();
    return IntStream.range(0, all.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -similarity[i]))
        .limit(K)
        .map(i -> "v" + i)
        .toList();
  }

  @Test
  void finds_exactly_what_brute_force_finds_in_10000_vectors_cached_or_not() {
    Random random = new Random(3);
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      all.add(random(random));
    }
    List<float[]> queries = IntStream.range(0, 20).mapToObj(i -> random(random)).toList();
    List<List<String>> expected = queries.stream().map(q -> bruteForce(q, all)).toList();
    try (Store store = store(SqliteVectors.MAX_CACHED_FLOATS)) {
      Vectors vectors = store.vectors().orElseThrow();
      store.inTransaction(
          () -> {
            for (int i = 0; i < COUNT; i++) {
              vectors.upsert("e", "v" + i, all.get(i), Map.of());
            }
            return true;
          });
      assertThat(search(vectors, queries)).isEqualTo(expected);
      Duration fastest = Duration.ofDays(1);
      for (int i = 0; i < 50; i++) {
        long begin = System.nanoTime();
        vectors.nearest("e", queries.get(i % queries.size()), K);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        fastest = took.compareTo(fastest) < 0 ? took : fastest;
      }
      System.out.println("fastest search of 10,000 x 384: " + fastest.toNanos() / 1000 + " us");
      assertThat(fastest).isLessThan(Duration.ofMillis(100));
    }
    try (Store store = store(1000)) {
      assertThat(search(store.vectors().orElseThrow(), queries)).isEqualTo(expected);
    }
  }

  private static List<List<String>> search(Vectors vectors, List<float[]> queries) {
    return queries.stream()
        .map(q -> vectors.nearest("e", q, K).stream().map(Neighbour::id).toList())
        .toList();
  }
}
