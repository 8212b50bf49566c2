package org.iccm.examples.bench;

import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;

/** The closed list of reasons for which a verdict may differ from bare pytest's. */
enum VerdictDifference {
  /** Both were over the time limit; what had ended by then depends on the processor. */
  OVER_THE_TIME_LIMIT,
  /** Over a limit that bare pytest does not have. */
  OVER_ANOTHER_LIMIT,
  /**
   * The candidate ended its process. Bare pytest ends with it and the rest is missing; isolated,
   * the tests go on, and each is an error.
   */
  ENDED_ITS_PROCESS,
  /** None is known. */
  UNEXPLAINED;

  static VerdictDifference of(
      PlainPytest.Verdicts bare, TestReport report, TestStatus expected, TestResult result) {
    if (result.status() == TestStatus.PASSED) {
      return UNEXPLAINED;
    }
    if (report.outcome() == RunOutcome.TIMEOUT) {
      return bare.timeout() ? OVER_THE_TIME_LIMIT : UNEXPLAINED;
    }
    if (report.outcome() == RunOutcome.OUT_OF_MEMORY) {
      return OVER_ANOTHER_LIMIT;
    }
    if (!bare.ended()
        && !bare.timeout()
        && expected == TestStatus.MISSING
        && result.status() == TestStatus.ERROR) {
      return ENDED_ITS_PROCESS;
    }
    return UNEXPLAINED;
  }
}
