package org.iccm.harness.docker;

import java.util.Optional;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.IsolatedTests;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerIsolatedTest extends IsolatedTests {
  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(DockerRunnerProvider.box(Optional.empty(), Optional.empty(), 1), true);
  }
}
