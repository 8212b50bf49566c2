package org.iccm.harness.bubblewrap;

import org.iccm.harness.attack.AttackBench;
import org.iccm.harness.attack.AttackTests;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapAttackTest extends AttackTests {
  @Override
  protected String name() {
    return "bubblewrap";
  }

  @Override
  protected AttackBench.Opener opener() {
    return off ->
        new SandboxRunner(
            BubblewrapRunnerProvider.without(BubblewrapContractTest.cache(), off), true, off);
  }
}
