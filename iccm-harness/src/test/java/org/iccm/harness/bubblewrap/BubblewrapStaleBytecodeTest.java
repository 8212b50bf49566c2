package org.iccm.harness.bubblewrap;

import java.util.Optional;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.sandbox.StaleBytecodeTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapStaleBytecodeTest extends StaleBytecodeTests {
  @Override
  protected Box newBox() {
    return BubblewrapRunnerProvider.box(
        Optional.empty(), "bwrap", 1, BubblewrapContractTest.cache());
  }

  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(newBox());
  }
}
