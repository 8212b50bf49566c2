package org.iccm.harness.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.harness.policy.Safeguard;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the threat model says of attacks, against the attacks. */
class ThreatModelTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|[^|]+\\| (\\d+): ([^|]+) \\|$");
  private static final int AT_LEAST = 50;

  private final List<Attack> attacks = AttackReader.read(Path.of("../iccm-examples/attacks"));

  private List<String> stoppedBy(Safeguard safeguard) {
    return attacks.stream()
        .filter(a -> a.ways().values().stream().anyMatch(w -> w.stoppedBy().contains(safeguard)))
        .map(Attack::name)
        .toList();
  }

  @Test
  @DisplayName("its table names each safeguard, how many attacks it stops, and some of them")
  void table() throws IOException {
    Map<String, String> said = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("../docs/threat-model.md")));
    while (row.find()) {
      said.put(row.group(1), row.group(2) + ": " + row.group(3));
    }
    Map<String, String> found = new TreeMap<>();
    for (Safeguard safeguard : Safeguard.values()) {
      List<String> names = stoppedBy(safeguard);
      assertThat(names).as("attacks that " + safeguard + " stops").isNotEmpty();
      String some = names.stream().limit(5).collect(Collectors.joining(", "));
      found.put(safeguard.name(), names.size() + ": " + some + (names.size() > 5 ? ", ..." : ""));
    }
    assertThat(said).isEqualTo(found);
  }

  @Test
  @DisplayName("each mode has fifty attacks, each with a sentence of its own")
  void enough() {
    for (var mode : org.iccm.api.testing.IsolationMode.values()) {
      assertThat(attacks.stream().filter(a -> a.ways().containsKey(mode)))
          .hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }
    assertThat(attacks).extracting(Attack::tries).doesNotHaveDuplicates();
  }
}
