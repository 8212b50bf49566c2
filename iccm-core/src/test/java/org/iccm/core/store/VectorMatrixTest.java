package org.iccm.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.iccm.api.store.Neighbour;
import org.junit.jupiter.api.Test;

class VectorMatrixTest {
  private static VectorMatrix.Entry entry(String id, float x, float y) {
    return new VectorMatrix.Entry(id, new float[] {x, y}, Map.of());
  }

  private static String best(VectorMatrix matrix, float x, float y) {
    Nearest nearest = new Nearest(1, Map.of());
    matrix.search(new float[] {x, y}, nearest);
    return nearest.result().stream().map(Neighbour::id).findFirst().orElse("none");
  }

  @Test
  void stays_as_it_is_while_newer_ones_replace_and_add() {
    VectorMatrix empty = VectorMatrix.empty(0, 2);
    VectorMatrix first = empty.with(2, List.of(entry("a", 1, 0), entry("b", 0, 1)).iterator());
    VectorMatrix second =
        first.with(4, List.of(entry("a", -1, 0), entry("c", 0.9f, 0.1f)).iterator());
    assertThat(best(empty, 1, 0)).isEqualTo("none");
    assertThat(best(first, 1, 0)).isEqualTo("a");
    assertThat(best(first, -1, 0)).isEqualTo("b");
    assertThat(best(second, 1, 0)).isEqualTo("c");
    assertThat(best(second, -1, 0)).isEqualTo("a");
    assertThat(second.changes).isEqualTo(4);
    assertThat(second.floats()).isEqualTo(6);
  }
}
