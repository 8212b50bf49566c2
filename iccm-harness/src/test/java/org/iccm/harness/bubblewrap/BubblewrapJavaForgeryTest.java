package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.JavaForgeryTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapJavaForgeryTest extends JavaForgeryTests {
  @Override
  protected TestRunner newRunner() {
    return JavaRunners.bubblewrap();
  }
}
