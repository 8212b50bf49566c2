package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ForgeryTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapForgeryTest extends ForgeryTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
