package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.LimitTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapLimitTest extends LimitTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
