package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.BundledTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapBundledTest extends BundledTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
