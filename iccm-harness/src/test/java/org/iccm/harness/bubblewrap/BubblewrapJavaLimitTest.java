package org.iccm.harness.bubblewrap;

import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.JavaLimitTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapJavaLimitTest extends JavaLimitTests {
  @Override
  protected TestRunner newRunner() {
    return JavaRunners.bubblewrap();
  }
}
