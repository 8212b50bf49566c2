package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.LimitTests;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As on a host that does not let us make control groups: the driver limits then. */
@Tag("sandbox")
class BubblewrapWithoutCgroupsTest extends LimitTests {
  @Override
  protected TestRunner newRunner() {
    var cache = BubblewrapContractTest.cache();
    return new SandboxRunner(
        new BubblewrapBox(
            new Layout("bwrap", Optional.empty(), cache), cache, 2, Slots.FIRST_USER, false));
  }

  @Test
  void cardSaysThatMemoryIsLimitedLate() {
    assertThat(runner().card().limits()).containsEntry("memory", LimitState.PARTIAL);
  }
}
