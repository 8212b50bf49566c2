package org.iccm.harness.docker;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.LimitTests;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerLimitTest extends LimitTests {
  @Override
  protected TestRunner newRunner() {
    return new DockerContractTest().newRunner();
  }
}
