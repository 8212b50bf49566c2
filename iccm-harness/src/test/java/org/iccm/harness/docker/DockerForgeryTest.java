package org.iccm.harness.docker;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.ForgeryTests;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerForgeryTest extends ForgeryTests {
  @Override
  protected TestRunner newRunner() {
    return new DockerContractTest().newRunner();
  }
}
