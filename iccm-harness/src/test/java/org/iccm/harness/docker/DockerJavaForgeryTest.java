package org.iccm.harness.docker;

import java.util.Optional;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.JavaForgeryTests;
import org.iccm.harness.sandbox.LanguageRunners;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerJavaForgeryTest extends JavaForgeryTests {
  @Override
  protected TestRunner newRunner() {
    Optional<String> usual = Optional.empty();
    return new LanguageRunners(
        new SandboxRunner(DockerRunnerProvider.box(usual, usual, 0)),
        () -> SandboxRunner.java(DockerRunnerProvider.javaBox(usual, usual, 0)));
  }
}
