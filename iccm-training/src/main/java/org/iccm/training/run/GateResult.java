package org.iccm.training.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a gate found. Immutable and thread-safe.
 *
 * @param name the gate's
 * @param passed whether the next phase may spend
 * @param figures what it rests on, in order
 * @since 0.1.0
 */
public record GateResult(String name, boolean passed, List<Figure> figures) {
  /**
   * A measured value.
   *
   * @param name what was measured
   * @param value the value; NaN if there was nothing to measure
   * @param least what it has to reach; negative infinity if it is told only
   */
  public record Figure(String name, double value, double least) {
    /** Returns whether it reaches what it has to; NaN does not. */
    public boolean reached() {
      return isToldOnly() || value >= least;
    }

    private boolean isToldOnly() {
      return least == Double.NEGATIVE_INFINITY;
    }

    /** Returns it in words: {@code told 0.4 (0.5 needed)}. */
    @Override
    public String toString() {
      String words = name + " " + number(value);
      return isToldOnly() ? words : words + " (" + number(least) + " needed)";
    }

    private static String number(double value) {
      String four = String.format(Locale.ROOT, "%.4f", value);
      return four.contains(".") ? four.replaceAll("\\.?0+$", "") : four;
    }
  }

  /** Keeps the figures as they are. */
  public GateResult {
    figures = List.copyOf(figures);
  }

  /**
   * A result that is passed if all figures reach what they have to.
   *
   * @param name the gate's
   * @param figures what was measured
   * @return the result
   */
  public static GateResult of(String name, List<Figure> figures) {
    return new GateResult(name, figures.stream().allMatch(Figure::reached), figures);
  }

  /** Returns it in words, on one line; of what is told only, nothing is said to have passed. */
  @Override
  public String toString() {
    boolean told = figures.stream().allMatch(Figure::isToldOnly);
    String verdict = !passed ? " NOT passed: " : told ? ": " : " passed: ";
    return figures.stream()
        .map(Figure::toString)
        .collect(Collectors.joining(", ", name + verdict, ""));
  }
}
