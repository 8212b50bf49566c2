package org.iccm.training.optimizer;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The learning rate's course: up in equal steps for the warm-up, then constant, down a line or down
 * a half cosine, to 0 at the end. Unlike some, the first step of the warm-up is not wasted on 0.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Schedule {
  private enum Shape {
    CONSTANT,
    LINEAR,
    COSINE
  }

  private final Shape shape;
  private final int warmUp;
  private final int steps;

  private Schedule(Shape shape, int warmUp, int steps) {
    if (warmUp < 0 || steps < 1 || warmUp > steps) {
      throw new IllegalArgumentException(
          "warm-up must be 0 up to the number of steps, is " + warmUp + " of " + steps);
    }
    this.shape = shape;
    this.warmUp = warmUp;
    this.steps = steps;
  }

  /**
   * Constant after the warm-up.
   *
   * @param warmUp steps, 0 or more
   * @return the schedule
   */
  public static Schedule constant(int warmUp) {
    return new Schedule(Shape.CONSTANT, warmUp, Integer.MAX_VALUE);
  }

  /**
   * Down a line after the warm-up.
   *
   * @param warmUp steps, 0 or more
   * @param steps all steps; from then on the rate is 0
   * @return the schedule
   */
  public static Schedule linear(int warmUp, int steps) {
    return new Schedule(Shape.LINEAR, warmUp, steps);
  }

  /**
   * Down a half cosine after the warm-up.
   *
   * @param warmUp steps, 0 or more
   * @param steps all steps; from then on the rate is 0
   * @return the schedule
   */
  public static Schedule cosine(int warmUp, int steps) {
    return new Schedule(Shape.COSINE, warmUp, steps);
  }

  /**
   * What the peak rate is multiplied by.
   *
   * @param step the step about to be taken, from 0
   * @return 0 to 1
   */
  public double factor(int step) {
    if (step < warmUp) {
      return (step + 1.0) / warmUp;
    }
    if (shape == Shape.CONSTANT) {
      return 1;
    }
    if (step >= steps) {
      return 0;
    }
    double done = (double) (step - warmUp) / (steps - warmUp);
    return shape == Shape.LINEAR ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Schedule o
            && shape == o.shape
            && warmUp == o.warmUp
            && steps == o.steps);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shape, warmUp, steps);
  }

  /** One word and two numbers, the same for equal schedules. */
  @Override
  public String toString() {
    return shape.name().toLowerCase(Locale.ROOT) + " " + warmUp + " " + steps;
  }
}
