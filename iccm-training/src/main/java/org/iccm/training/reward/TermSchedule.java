package org.iccm.training.reward;

import java.util.Objects;

/**
 * When a term of the reward enters, and how much it weighs then. Terms enter one at a time, so that
 * it shows which of them a policy learns from and which it games.
 *
 * @param name the term's name
 * @param weight its weight once it is fully in; may be negative, not 0
 * @param start the update from which on it counts, from 0
 * @param ramp updates over which its weight grows evenly; 0 brings it in at once
 * @since 0.1.0
 */
public record TermSchedule(String name, double weight, int start, int ramp) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TermSchedule {
    Objects.requireNonNull(name, "name");
    if (!Double.isFinite(weight) || weight == 0) {
      throw new IllegalArgumentException(
          "weight of term '" + name + "' must be finite and not 0, is " + weight);
    }
    if (start < 0 || ramp < 0) {
      throw new IllegalArgumentException(
          "start and ramp of term '" + name + "' must be 0 or more, are " + start + ", " + ramp);
    }
  }

  /**
   * A term that counts fully from the first update on.
   *
   * @param name the term's name
   * @param weight its weight
   * @return the schedule
   */
  public static TermSchedule always(String name, double weight) {
    return new TermSchedule(name, weight, 0, 0);
  }

  /**
   * What the term weighs.
   *
   * @param update the update about to be made, from 0
   * @return 0 before the start, then up to the weight
   */
  public double weightAt(int update) {
    if (update < start) {
      return 0;
    }
    int done = update - start + 1;
    return done > ramp ? weight : weight * done / (ramp + 1.0);
  }
}
