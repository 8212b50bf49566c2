package org.iccm.harness.docker;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ConfinementTests;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerConfinementTest extends ConfinementTests {
  @Override
  protected TestRunner newRunner() {
    return new DockerContractTest().newRunner();
  }
}
