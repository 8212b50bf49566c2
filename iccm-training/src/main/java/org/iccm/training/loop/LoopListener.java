package org.iccm.training.loop;

import java.time.Duration;
import org.iccm.training.policy.PolicyUpdate;

/**
 * Watches a loop; called on its thread.
 *
 * @since 0.1.0
 */
public interface LoopListener {
  /**
   * An update was made, or undone by an alarm that follows.
   *
   * @param update what it did
   * @param judged what it learned from
   * @param wallClock time of all invocations until now
   */
  default void updated(PolicyUpdate update, Judged judged, Duration wallClock) {}

  /**
   * A validation was made.
   *
   * @param update the update that comes next
   * @param reward the mean reward
   * @param best whether it is the best so far
   */
  default void validated(int update, double reward, boolean best) {}

  /**
   * An alarm halted training, and the last good state is back.
   *
   * @param update the update that was undone
   * @param reason why
   * @param restored the update that comes next now
   */
  default void halted(int update, String reason, int restored) {}

  /**
   * It is over.
   *
   * @param result how
   */
  default void ended(LoopResult result) {}
}
