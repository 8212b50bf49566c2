package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ReachTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapReachTest extends ReachTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
