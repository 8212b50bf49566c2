package org.iccm.harness.docker;

import java.util.List;
import java.util.Set;
import org.iccm.api.testing.IsolationMode;
import org.iccm.harness.attack.Attack;
import org.iccm.harness.attack.AttackBench;
import org.iccm.harness.attack.AttackTests;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;

/** Some attacks of each kind, in both modes. */
@Tag("docker")
class DockerAttackTest extends AttackTests {
  private static final Set<String> HELD =
      Set.of(
          "equal-everything",
          "forged-output",
          "kills-everybody",
          "memory-bomb",
          "model-server",
          "reads-suite");

  /** Held by what containers have in the place of namespaces of a run's own. */
  private static final Set<String> PROVEN =
      Set.of("daemon", "leaves-queue", "thread-bomb", "writes-sources");

  @Override
  protected String name() {
    return "docker";
  }

  @Override
  protected AttackBench.Opener opener() {
    return off -> new SandboxRunner(DockerRunnerProvider.without(off), true, off);
  }

  @Override
  protected void choose(List<Attack> bundled) {
    for (Attack attack : bundled) {
      for (IsolationMode mode : IsolationMode.values()) {
        if (!attack.ways().containsKey(mode)) {
          continue;
        }
        if (PROVEN.contains(attack.name())) {
          prove(attack, mode);
        } else if (HELD.contains(attack.name())) {
          attempt(attack, mode);
        }
      }
    }
  }
}
