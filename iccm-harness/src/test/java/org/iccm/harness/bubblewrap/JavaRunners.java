package org.iccm.harness.bubblewrap;

import java.nio.file.Path;
import java.util.Optional;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.LanguageRunners;
import org.iccm.harness.sandbox.SandboxRunner;

final class JavaRunners {
  private JavaRunners() {}

  static TestRunner bubblewrap() {
    Path cache = BubblewrapContractTest.cache();
    Optional<Path> usual = Optional.empty();
    return new LanguageRunners(
        new SandboxRunner(BubblewrapRunnerProvider.box(usual, "bwrap", 0, cache)),
        () -> SandboxRunner.java(BubblewrapRunnerProvider.javaBox(usual, "bwrap", 0, cache)));
  }
}
