package org.iccm.harness.bubblewrap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.testing.IsolationMode;
import org.iccm.harness.attack.Attack;
import org.iccm.harness.attack.AttackBench;
import org.iccm.harness.attack.AttackTests;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;

/** For each safeguard but those of time one attack that it stops, the modes by turns. */
@Tag("sandbox")
class BubblewrapAttackTest extends AttackTests {
  /** It takes seconds by what it does, and another one tries the same step. */
  private static final String SLOW = "fork-bomb";

  /** What these hold takes seconds each time; {@code LimitTests} try them. */
  private static final Set<Safeguard> OF_TIME =
      EnumSet.of(Safeguard.PROCESSOR_TIME, Safeguard.WALL_CLOCK);

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

  @Override
  protected void choose(List<Attack> bundled) {
    for (Safeguard safeguard : EnumSet.complementOf(EnumSet.copyOf(OF_TIME))) {
      // of those that fewest others stop, too
      Attack attack =
          bundled.stream()
              .filter(a -> stops(a).contains(safeguard) && !SLOW.equals(a.name()))
              .min(Comparator.comparingInt(a -> stops(a).size()))
              .orElseThrow();
      List<IsolationMode> modes = new ArrayList<>();
      for (IsolationMode mode : IsolationMode.values()) {
        if (attack.ways().containsKey(mode)
            && attack.ways().get(mode).stoppedBy().contains(safeguard)) {
          modes.add(mode);
        }
      }
      prove(attack, modes.get(safeguard.ordinal() % modes.size()));
    }
  }

  private static Set<Safeguard> stops(Attack attack) {
    return attack.ways().values().stream()
        .flatMap(w -> w.stoppedBy().stream())
        .collect(Collectors.toSet());
  }
}
