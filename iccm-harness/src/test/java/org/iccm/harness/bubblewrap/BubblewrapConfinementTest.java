package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ConfinementTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapConfinementTest extends ConfinementTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }
}
