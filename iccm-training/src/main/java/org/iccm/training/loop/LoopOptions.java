package org.iccm.training.loop;

import java.time.Duration;
import java.util.Optional;

/**
 * When a loop validates, saves and ends.
 *
 * @param updates it ends after so many, at least 1
 * @param validateEvery updates between validations, the first before any update; 0 for none
 * @param saveEvery updates between checkpoints, at least 1
 * @param slowDown what learning rates are multiplied by after a halt, above 0, up to 1
 * @param mostHalts it ends after so many halts, at least 1
 * @param wallClock limit of the time that all invocations take together, checked before each
 *     update; empty for none
 * @since 0.1.0
 */
public record LoopOptions(
    int updates,
    int validateEvery,
    int saveEvery,
    double slowDown,
    int mostHalts,
    Optional<Duration> wallClock) {
  /** Checks the ranges. */
  public LoopOptions {
    if (updates < 1 || validateEvery < 0 || saveEvery < 1 || mostHalts < 1) {
      throw new IllegalArgumentException(
          "updates, saveEvery and mostHalts must be at least 1, validateEvery 0, are "
              + updates
              + ", "
              + saveEvery
              + ", "
              + mostHalts
              + ", "
              + validateEvery);
    }
    if (!(slowDown > 0 && slowDown <= 1)) {
      throw new IllegalArgumentException("slowDown must be above 0 and up to 1, is " + slowDown);
    }
  }

  /**
   * Validates every ten updates, saves after each, halves the rate after a halt, ends at the third,
   * has no time limit.
   *
   * @param updates it ends after so many
   * @return the options
   */
  public static LoopOptions of(int updates) {
    return new LoopOptions(updates, 10, 1, 0.5, 3, Optional.empty());
  }
}
