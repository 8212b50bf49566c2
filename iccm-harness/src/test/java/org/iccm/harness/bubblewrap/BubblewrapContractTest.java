package org.iccm.harness.bubblewrap;

import java.nio.file.Path;
import java.util.Optional;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.testkit.contract.TestRunnerContract;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapContractTest extends TestRunnerContract {
  static Path cache() {
    String given = System.getenv("ICCM_CACHE");
    return given != null && !given.isEmpty()
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".cache", "iccm");
  }

  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(
        BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 0, cache()), true);
  }
}
