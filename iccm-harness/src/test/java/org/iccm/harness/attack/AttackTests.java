package org.iccm.harness.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.testing.IsolationMode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Some of the bundled attacks on one runner; {@code ./bench attacks} tries all of them. */
public abstract class AttackTests {
  private static final Path BUNDLED = Path.of("../iccm-examples/attacks");

  private final List<Attack> tried = new ArrayList<>();
  private final Set<Attack> proven = new HashSet<>();

  protected abstract String name();

  protected abstract AttackBench.Opener opener();

  /** Says which, by {@link #attempt} and {@link #prove}. */
  protected abstract void choose(List<Attack> bundled);

  /** With the whole policy. */
  protected final void attempt(Attack attack, IsolationMode mode) {
    tried.add(
        new Attack(
            attack.name(),
            attack.tries(),
            attack.aim(),
            attack.runners(),
            attack.seconds(),
            Map.of(mode, attack.ways().get(mode)),
            attack.addition(),
            attack.second(),
            attack.files()));
  }

  /** Without what stops it, too. */
  protected final void prove(Attack attack, IsolationMode mode) {
    attempt(attack, mode);
    proven.add(tried.get(tried.size() - 1));
  }

  @Test
  @DisplayName(
      "none raises a score, reaches its aim or harms anybody; without what stops it it does")
  void held() throws IOException {
    choose(AttackReader.read(BUNDLED));
    try (AttackBench bench = new AttackBench(name(), opener(), "python3")) {
      List<AttackResult> results = bench.run(tried, proven::contains, result -> {});
      assertThat(results.stream().filter(r -> !r.good()).toList()).isEmpty();
      assertThat(results).hasSameSizeAs(tried);
    }
  }
}
