package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.iccm.api.store.Neighbour;
import org.iccm.api.store.Store;
import org.iccm.api.store.Vectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of the store's contract that speaks of vectors; for stores that have them. */
abstract class StoreVectorsContract extends StoreWorkContract {
  private static final double NEAR = 1e-5;

  private static Vectors of(Store store) {
    return store.vectors().orElseThrow();
  }

  private static List<String> ids(List<Neighbour> neighbours) {
    return neighbours.stream().map(Neighbour::id).toList();
  }

  private static float[] random(Random random, int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  /** Embeddings. */
  @Nested
  @DisplayName("searches vectors")
  class Searching {
    @Test
    @DisplayName("by cosine, nearest first, with similarity and payload, also after a restart")
    void nearest() {
      Store store = store();
      of(store).upsert("e", "east", new float[] {5, 0}, Map.of("kind", "axis", "n", "1"));
      of(store).upsert("e", "north", new float[] {0, 0.1f}, Map.of());
      of(store).upsert("e", "west", new float[] {-1, 0}, Map.of());
      assertCompass(of(store));
      assertCompass(of(reopened(store)));
    }

    private void assertCompass(Vectors vectors) {
      List<Neighbour> found = vectors.nearest("e", new float[] {3, 3.1f}, 2);
      assertThat(ids(found)).containsExactly("north", "east");
      assertThat(found.get(1).payload()).isEqualTo(Map.of("kind", "axis", "n", "1"));
      assertThat(found.get(1).similarity())
          .isCloseTo(cosine(new float[] {1, 0}, new float[] {3, 3.1f}), within(NEAR));
      assertThat(vectors.nearest("e", new float[] {-7, 0}, 10).get(0).similarity())
          .isCloseTo(1, within(NEAR));
      assertThat(vectors.count("e")).isEqualTo(3);
    }

    @Test
    @DisplayName("of one embedder only, each with a length of its own")
    void embedders() {
      Vectors vectors = of(store());
      vectors.upsert("a", "x", new float[] {1, 0}, Map.of());
      vectors.upsert("b", "y", new float[] {1, 0, 0}, Map.of());
      assertThat(ids(vectors.nearest("a", new float[] {1, 0}, 10))).containsExactly("x");
      assertThat(ids(vectors.nearest("b", new float[] {1, 0, 0}, 10))).containsExactly("y");
      assertThat(vectors.nearest("unknown", new float[] {1}, 10)).isEmpty();
      assertThat(vectors.count("unknown")).isZero();
    }

    @Test
    @DisplayName("as they are now: replaced, added, deleted between searches")
    void changes() {
      Vectors vectors = of(store());
      vectors.upsert("e", "a", new float[] {1, 0}, Map.of("v", "1"));
      vectors.upsert("e", "b", new float[] {0, 1}, Map.of());
      assertThat(ids(vectors.nearest("e", new float[] {1, 0}, 1))).containsExactly("a");
      vectors.upsert("e", "a", new float[] {-1, 0}, Map.of("v", "2"));
      assertThat(ids(vectors.nearest("e", new float[] {1, 0}, 1))).containsExactly("b");
      assertThat(vectors.nearest("e", new float[] {-1, 0}, 1).get(0).payload())
          .isEqualTo(Map.of("v", "2"));
      vectors.upsert("e", "c", new float[] {1, 0}, Map.of());
      assertThat(ids(vectors.nearest("e", new float[] {1, 0}, 1))).containsExactly("c");
      assertThat(vectors.delete("e", List.of("c", "no such"))).isEqualTo(1);
      assertThat(ids(vectors.nearest("e", new float[] {1, 0}, 5))).containsExactly("b", "a");
      assertThat(vectors.delete("e", List.of("a", "b"))).isEqualTo(2);
      assertThat(vectors.nearest("e", new float[] {1, 0}, 5)).isEmpty();
      assertThat(vectors.delete("e", List.of())).isZero();
      assertThat(vectors.delete("unknown", List.of("a"))).isZero();
    }

    @Test
    @DisplayName("with all of a filter's entries, and finds k of them however rare they are")
    void filter() {
      Store store = store();
      Vectors vectors = of(store);
      Random random = new Random(7);
      store.inTransaction(
          () -> {
            for (int i = 0; i < 2000; i++) {
              vectors.upsert(
                  "e",
                  "v" + i,
                  random(random, 16),
                  Map.of("rare", i % 400 == 0 ? "yes" : "no", "app", "a" + i % 2));
            }
            return true;
          });
      float[] query = random(random, 16);
      assertThat(ids(vectors.nearest("e", query, 5, Map.of("rare", "yes"))))
          .containsExactlyInAnyOrder("v0", "v400", "v800", "v1200", "v1600");
      assertThat(vectors.nearest("e", query, 5, Map.of("rare", "yes", "app", "a1"))).isEmpty();
      assertThat(vectors.nearest("e", query, 50, Map.of("app", "a1"))).hasSize(50);
    }

    @Test
    @DisplayName("as a transaction left them: what was rolled back never was")
    void transactions() {
      Store store = store();
      Vectors vectors = of(store);
      vectors.upsert("e", "a", new float[] {1, 0}, Map.of());
      assertThat(vectors.nearest("e", new float[] {1, 0}, 5)).hasSize(1);
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      () -> {
                        vectors.upsert("e", "b", new float[] {1, 1}, Map.of());
                        vectors.upsert("new", "n", new float[] {1, 1, 1}, Map.of());
                        assertThat(vectors.nearest("e", new float[] {1, 0}, 5)).hasSize(2);
                        assertThat(vectors.nearest("new", new float[] {1, 0, 0}, 5)).hasSize(1);
                        throw new IllegalStateException("back");
                      }))
          .isInstanceOf(IllegalStateException.class);
      vectors.upsert("e", "c", new float[] {0, 1}, Map.of());
      assertThat(ids(vectors.nearest("e", new float[] {1, 0}, 5))).containsExactly("a", "c");
      vectors.upsert("new", "n", new float[] {1, 1}, Map.of());
      assertThat(ids(vectors.nearest("new", new float[] {1, 0}, 5))).containsExactly("n");
    }

    @Test
    @DisplayName("in parallel with writers, and sees each write that was acknowledged")
    void parallel() throws InterruptedException {
      Vectors vectors = of(store());
      Set<String> wanted = new HashSet<>();
      for (int i = 0; i < 8 * 20; i++) {
        wanted.add("v" + i);
      }
      AtomicInteger next = new AtomicInteger();
      together(
          8,
          () -> {
            for (int i = 0; i < 20; i++) {
              int n = next.getAndIncrement();
              float[] vector = {(float) Math.cos(n), (float) Math.sin(n)};
              vectors.upsert("e", "v" + n, vector, Map.of());
              assertThat(ids(vectors.nearest("e", vector, 3))).contains("v" + n);
            }
            return true;
          });
      assertThat(ids(vectors.nearest("e", new float[] {1, 0}, 1000)))
          .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    @DisplayName("and finds what a search of all would find: every one, or 95 % if approximate")
    void recall() {
      Store store = store();
      Vectors vectors = of(store);
      Random random = new Random(11);
      List<float[]> all = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        all.add(random(random, 64));
      }
      store.inTransaction(
          () -> {
            for (int i = 0; i < all.size(); i++) {
              vectors.upsert("e", Integer.toString(i), all.get(i), Map.of());
            }
            return true;
          });
      int hits = 0;
      int queries = 20;
      int k = 10;
      for (int q = 0; q < queries; q++) {
        float[] query = random(random, 64);
        List<String> expected =
            IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosine(query, all.get(i))))
                .limit(k)
                .map(i -> Integer.toString(i))
                .toList();
        List<Neighbour> found = vectors.nearest("e", query, k);
        assertThat(found)
            .isSortedAccordingTo(Comparator.comparingDouble(Neighbour::similarity).reversed());
        for (Neighbour n : found) {
          assertThat(n.similarity())
              .isCloseTo(cosine(query, all.get(Integer.parseInt(n.id()))), within(NEAR));
        }
        hits += (int) ids(found).stream().filter(expected::contains).count();
      }
      double recall = hits / (double) (queries * k);
      assertThat(recall).isGreaterThanOrEqualTo(store.card().exactVectors() ? 1.0 : 0.95);
    }

    @Test
    @DisplayName("and refuses what has no angle, another length, or a NUL character")
    void refuses() {
      Vectors vectors = of(store());
      vectors.upsert("e", "a", new float[] {1, 0}, Map.of());
      for (float[] bad :
          List.of(
              new float[] {0, 0},
              new float[] {Float.NaN, 1},
              new float[] {Float.POSITIVE_INFINITY, 1},
              new float[0],
              new float[] {1, 2, 3})) {
        assertThatThrownBy(() -> vectors.upsert("e", "b", bad, Map.of()))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> vectors.nearest("e", bad, 1))
            .isInstanceOf(IllegalArgumentException.class);
      }
      float[] good = {1, 1};
      assertThatThrownBy(() -> vectors.upsert("e", "b", good, Map.of("k", "a\u0000b")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> vectors.upsert("e", "b\u0000", good, Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> vectors.nearest("e", good, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> vectors.nearest("e", good, 1001))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(vectors.count("e")).isEqualTo(1);
    }
  }
}
