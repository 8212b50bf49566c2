package org.iccm.harness.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iccm.api.testing.IsolationMode;
import org.iccm.harness.policy.Safeguard;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The bundled attacks on one runner: all of them with the whole policy, and for each safeguard one
 * without it. {@code ./bench attacks} tries all without, too.
 */
public abstract class AttackTests {
  private static final Path BUNDLED = Path.of("../iccm-examples/attacks");
  private static final int MODE_AT_LEAST = 50;

  protected abstract String name();

  protected abstract AttackBench.Opener opener();

  @Test
  @DisplayName(
      "none raises a score, reaches its aim or harms anybody, and one a safeguard proves it")
  void held() throws IOException {
    List<Attack> attacks = AttackReader.read(BUNDLED);
    Set<String> proven = onePerSafeguard(attacks);
    try (AttackBench bench = new AttackBench(name(), opener(), "python3")) {
      List<AttackResult> results = bench.run(attacks, a -> proven.contains(a.name()), result -> {});
      assertThat(results.stream().filter(r -> !r.good()).toList()).isEmpty();
      for (IsolationMode mode : IsolationMode.values()) {
        assertThat(results.stream().filter(r -> r.mode() == mode).count())
            .as(mode.toString())
            .isGreaterThanOrEqualTo(MODE_AT_LEAST);
      }
    }
  }

  /** The first by name that each stops, of those that it stops with the fewest others. */
  private static Set<String> onePerSafeguard(List<Attack> attacks) {
    Set<String> names = new TreeSet<>();
    for (Safeguard safeguard : Safeguard.values()) {
      attacks.stream()
          .filter(a -> stops(a).contains(safeguard))
          .min(java.util.Comparator.comparingInt(a -> stops(a).size()))
          .ifPresent(a -> names.add(a.name()));
    }
    return names;
  }

  private static Set<Safeguard> stops(Attack attack) {
    return attack.ways().values().stream()
        .flatMap(w -> w.stoppedBy().stream())
        .collect(Collectors.toSet());
  }
}
