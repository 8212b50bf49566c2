package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.BundledReachTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapBundledReachTest extends BundledReachTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
