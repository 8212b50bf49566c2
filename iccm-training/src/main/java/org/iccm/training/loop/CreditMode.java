package org.iccm.training.loop;

/**
 * Which tokens earn a sample's reward.
 *
 * @since 0.1.0
 */
public enum CreditMode {
  /** All alike: the sample's advantage. */
  SEQUENCE,
  /**
   * A requirement's tokens earn what leaving it out costs, measured by rollouts that are charged to
   * the budget; where that could not be measured, and outside of requirements, as {@link
   * #SEQUENCE}.
   */
  ATTRIBUTION,
  /**
   * A requirement's tokens earn the pass rate of the tests of the fact that it states, less that of
   * the group's other samples. Needs to be told which tests these are ({@link FactTests}), which
   * nobody can tell of real code: an upper bound, and to be labelled so.
   */
  ORACLE
}
