package org.iccm.harness.docker;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.BundledTests;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerBundledTest extends BundledTests {
  @Override
  protected TestRunner newRunner() {
    return new DockerContractTest().newRunner();
  }
}
