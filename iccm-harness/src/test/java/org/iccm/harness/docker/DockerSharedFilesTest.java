package org.iccm.harness.docker;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SharedFilesTests;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class DockerSharedFilesTest extends SharedFilesTests {
  @Override
  protected TestRunner newRunner() {
    return new DockerIsolatedTest().newRunner();
  }

  @Override
  protected boolean ownLinksAreFollowed() {
    return true;
  }
}
