package org.iccm.training.loop;

/**
 * Measures a policy on prompts that it is not trained on. Used from the loop's thread.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Validator {
  /**
   * Measures the policy as it is now.
   *
   * @param label names the work; the same label and policy give the same result
   * @return mean reward; a rejected text counts 0, one that cannot be scored is left out
   * @throws org.iccm.api.error.BudgetExceededException if a budget ended first
   * @throws IllegalStateException if nothing could be scored
   */
  double validate(String label);
}
