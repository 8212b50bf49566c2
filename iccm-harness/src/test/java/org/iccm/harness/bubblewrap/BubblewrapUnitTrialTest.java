package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.UnitTrialTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapUnitTrialTest extends UnitTrialTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
