package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SharedFilesTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapSharedFilesTest extends SharedFilesTests {
  @Override
  protected TestRunner newRunner() {
    return new BubblewrapIsolatedTest().newRunner();
  }

  @Override
  protected boolean ownLinksAreFollowed() {
    return false;
  }
}
