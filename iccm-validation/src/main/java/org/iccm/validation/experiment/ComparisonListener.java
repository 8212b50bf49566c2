package org.iccm.validation.experiment;

import java.util.function.Supplier;
import org.iccm.api.rollout.Rollout;

/**
 * Hears a comparison grow, on the thread that runs it; must be quick.
 *
 * @since 0.1.0
 */
public interface ComparisonListener {
  /**
   * A rollout finished.
   *
   * @param rollout the rollout
   * @param soFar sums up what is there; costs time, so only where it is used
   */
  default void onRollout(Rollout rollout, Supplier<ComparisonResult> soFar) {}

  /**
   * Time passes without a rollout.
   *
   * @param soFar sums up what is there
   */
  default void onWait(Supplier<ComparisonResult> soFar) {}

  /**
   * Nothing more comes.
   *
   * @param result all that came
   */
  default void onEnd(ComparisonResult result) {}
}
