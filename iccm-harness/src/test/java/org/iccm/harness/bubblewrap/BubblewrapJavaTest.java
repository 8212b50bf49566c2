package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.JavaRunTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapJavaTest extends JavaRunTests {
  @Override
  protected TestRunner newRunner() {
    return JavaRunners.bubblewrap();
  }
}
