package org.iccm.training.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InfoNceTest {
  private static final int WIDTH = 5;

  private static List<float[]> vectors(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] v = new float[WIDTH];
      for (int j = 0; j < WIDTH; j++) {
        v[j] = (float) random.nextDouble(-1, 1);
      }
      all.add(v);
    }
    return all;
  }

  private static List<float[]> zeros(int count) {
    return IntStream.range(0, count).mapToObj(i -> new float[WIDTH]).toList();
  }

  private static List<InfoNce.Pair> distinct(int n) {
    return IntStream.range(0, n).mapToObj(i -> new InfoNce.Pair("q" + i, "s" + i)).toList();
  }

  private static double evaluate(InfoNce loss, List<float[]> at) {
    return loss.evaluate(at, zeros(at.size()));
  }

  @Test
  @DisplayName("its slopes are the differences of its value, with and without pairs of a group")
  void slopes() {
    List<InfoNce.Pair> grouped =
        List.of(
            new InfoNce.Pair("a", "x"),
            new InfoNce.Pair("b", "x"),
            new InfoNce.Pair("a", "y"),
            new InfoNce.Pair("c", "z"));
    for (List<InfoNce.Pair> pairs : List.of(distinct(4), grouped)) {
      InfoNce loss = new InfoNce(0.3, 0.7, pairs);
      List<float[]> at = vectors(8, 3);
      List<float[]> slopes = zeros(8);
      loss.evaluate(at, slopes);
      for (int row = 0; row < 8; row++) {
        for (int i = 0; i < WIDTH; i++) {
          float before = at.get(row)[i];
          at.get(row)[i] = before + 1e-3f;
          double above = evaluate(loss, at);
          at.get(row)[i] = before - 1e-3f;
          double below = evaluate(loss, at);
          at.get(row)[i] = before;
          assertThat((double) slopes.get(row)[i]).isCloseTo((above - below) / 2e-3, within(2e-4));
        }
      }
    }
  }

  @Test
  @DisplayName(
      "equal vectors cost the logarithm of the number of pairs; groups have fewer negatives")
  void values() {
    List<float[]> equal = IntStream.range(0, 8).mapToObj(i -> new float[] {1, 0}).toList();
    List<float[]> slopes = IntStream.range(0, 8).mapToObj(i -> new float[2]).toList();
    InfoNce all = new InfoNce(0.05, 0.5, distinct(4));
    assertThat(all.evaluate(equal, slopes)).isCloseTo(Math.log(4) / 2, within(1e-9));
    assertThat(all.value()).isCloseTo(Math.log(4), within(1e-9));
    List<InfoNce.Pair> twins = new ArrayList<>(distinct(3));
    twins.add(new InfoNce.Pair("other", "s0"));
    InfoNce fewer = new InfoNce(0.05, 1, twins);
    // two of the pairs have three to choose from, the others four
    assertThat(fewer.evaluate(equal, slopes))
        .isCloseTo((Math.log(3) + Math.log(4)) / 2, within(1e-9));
  }

  @Test
  @DisplayName("settings out of range and wrong numbers of vectors are refused")
  void refusals() {
    assertThatThrownBy(() -> new InfoNce(0, 1, distinct(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("temperature");
    assertThatThrownBy(() -> new InfoNce(1, 1, distinct(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> evaluate(new InfoNce(1, 1, distinct(3)), vectors(4, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 embeddings");
  }
}
