package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.UnitRolloutTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapUnitRolloutTest extends UnitRolloutTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
