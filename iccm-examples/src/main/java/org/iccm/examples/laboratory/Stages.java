package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Rules that lead from one number to another, tried on all numbers of a range. Immutable. */
final class Stages {
  private final List<Stage> stages;
  private final long lowest;
  private final int numbers;

  /** What stage i gets of each number; behind the last stage the ends. */
  private final long[][] reached;

  Stages(List<Stage> stages, long lowest, long highest) {
    this.stages = List.copyOf(stages);
    this.lowest = lowest;
    this.numbers = (int) (highest - lowest) + 1;
    this.reached = new long[stages.size() + 1][numbers];
    for (int n = 0; n < numbers; n++) {
      reached[0][n] = lowest + n;
      for (int i = 0; i < stages.size(); i++) {
        reached[i + 1][n] = this.stages.get(i).end(reached[i][n]);
      }
    }
  }

  /** The ends of all numbers of the range. */
  long[] ends() {
    return reached[stages.size()].clone();
  }

  /**
   * Whether leaving any of them out changes the ends of enough numbers, and each change that of
   * one.
   */
  boolean eachMatters(int enough) {
    for (int i = 0; i < stages.size(); i++) {
      if (differing(i, n -> n, enough).size() < enough) {
        return false;
      }
      for (List<Rule> some : stages.get(i).changes()) {
        if (differing(i, some, 1).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  /** For each stage and each thing that may be done to it, the numbers that tell. */
  List<List<Long>> tellingNumbers() {
    List<List<Long>> all = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      all.add(differing(i, n -> n, numbers));
      for (List<Rule> some : stages.get(i).changes()) {
        all.add(differing(i, some, numbers));
      }
    }
    all.removeIf(List::isEmpty);
    return all;
  }

  /** Of some changes of a stage the first that any number tells. */
  private List<Long> differing(int i, List<Rule> changes, int most) {
    for (Rule changed : changes) {
      List<Long> telling = differing(i, ((Stage) changed)::end, most);
      if (!telling.isEmpty()) {
        return telling;
      }
    }
    return List.of();
  }

  private List<Long> differing(int i, LongUnaryOperator instead, int most) {
    List<Long> telling = new ArrayList<>();
    for (int n = 0; n < numbers && telling.size() < most; n++) {
      long at = instead.applyAsLong(reached[i][n]);
      if (at == reached[i + 1][n]) {
        continue;
      }
      for (int j = i + 1; j < stages.size(); j++) {
        at = stages.get(j).end(at);
      }
      if (at != reached[stages.size()][n]) {
        telling.add(lowest + n);
      }
    }
    return telling;
  }
}
