package org.iccm.harness.docker;

import java.util.Optional;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.testkit.contract.TestRunnerContract;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerContractTest extends TestRunnerContract {
  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(DockerRunnerProvider.box(Optional.empty(), Optional.empty(), 0), true);
  }
}
