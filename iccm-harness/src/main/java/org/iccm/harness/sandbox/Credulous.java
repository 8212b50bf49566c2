package org.iccm.harness.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.policy.Safeguard;

/**
 * What a harness believes that lacks a safeguard, as some in use do. For proofs that safeguards are
 * needed: nothing of it is used while all are on. Stateless.
 */
final class Credulous {
  private Credulous() {}

  /**
   * Results that are believed.
   *
   * @param off what is missing
   * @param honest what was really reported
   * @param expected the tests that were asked for
   * @param output what was printed
   * @param exit the process's exit code
   */
  static Map<String, RunRecord.Test> tests(
      Set<Safeguard> off,
      Map<String, RunRecord.Test> honest,
      List<TestId> expected,
      String output,
      int exit) {
    Map<String, RunRecord.Test> all = new LinkedHashMap<>(honest);
    for (TestId id : expected) {
      boolean printed =
          off.contains(Safeguard.REPORT_CHANNEL)
              && Pattern.compile("(?m)" + Pattern.quote(id.value()) + "(\"/>| PASSED)")
                  .matcher(output)
                  .find();
      boolean byCode = off.contains(Safeguard.AGREEMENT) && exit == 0;
      if (printed || byCode) {
        all.put(
            id.value(), new RunRecord.Test(TestStatus.PASSED, Duration.ZERO, "believed", false));
      }
    }
    return all;
  }
}
