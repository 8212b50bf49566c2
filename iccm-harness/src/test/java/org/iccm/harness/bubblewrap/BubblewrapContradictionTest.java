package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ContradictionTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapContradictionTest extends ContradictionTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
