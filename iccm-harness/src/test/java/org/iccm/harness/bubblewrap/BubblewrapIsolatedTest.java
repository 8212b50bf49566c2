package org.iccm.harness.bubblewrap;

import java.util.Optional;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.IsolatedTests;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapIsolatedTest extends IsolatedTests {
  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(
        BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 1, BubblewrapContractTest.cache()),
        true);
  }
}
