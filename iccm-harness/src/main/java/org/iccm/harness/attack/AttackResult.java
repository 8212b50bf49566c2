package org.iccm.harness.attack;

import java.util.List;
import org.iccm.api.testing.IsolationMode;

/**
 * What became of one attack on one runner in one mode.
 *
 * @param attack its name
 * @param runner the runner's name
 * @param mode the mode
 * @param raised tests that passed beyond the base's own, under the whole policy
 * @param harmed what was gained, harmed or left behind under the whole policy
 * @param unexpected outcomes that the attack does not name
 * @param isVoid whether it was tried without what stops it, and failed even so
 * @param outcomes how its runs ended under the whole policy, one a base
 * @since 0.1.0
 */
public record AttackResult(
    String attack,
    String runner,
    IsolationMode mode,
    List<String> raised,
    List<String> harmed,
    List<String> unexpected,
    boolean isVoid,
    List<String> outcomes) {

  /**
   * Whether all is as it must be.
   *
   * @return true if so
   */
  public boolean good() {
    return raised.isEmpty() && harmed.isEmpty() && unexpected.isEmpty() && !isVoid;
  }
}
