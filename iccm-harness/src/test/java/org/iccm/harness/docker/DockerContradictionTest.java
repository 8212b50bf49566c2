package org.iccm.harness.docker;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ContradictionTests;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerContradictionTest extends ContradictionTests {
  @Override
  protected TestRunner newRunner() {
    return new DockerContractTest().newRunner();
  }
}
