package org.iccm.harness.docker;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ReachTests;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerReachTest extends ReachTests {
  @Override
  protected TestRunner newRunner() {
    return new DockerContractTest().newRunner();
  }
}
