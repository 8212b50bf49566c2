package org.iccm.harness.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.RunOutcome;
import org.iccm.harness.policy.Safeguard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttackReaderTest {
  private static final String GOOD =
      """
      {"tries": "It tries.", "succeeds": "says", "stoppedBy": ["network", "CALLS"],
       "outcomes": "COMPLETED", "isolated": {"outcomes": ["TAMPERED"]}, "seconds": 2}
      """;

  @TempDir Path directory;

  private Path attack(String json) throws IOException {
    Path place = Files.createDirectories(directory.resolve("tries-it"));
    Files.writeString(place.resolve("attack.json"), json);
    Files.writeString(place.resolve("attack.py"), "pass\n");
    return place;
  }

  @Test
  void oneOrAllOfADirectory() throws IOException {
    Path place = attack(GOOD);
    Files.createDirectories(place.resolve("files/sub"));
    Files.writeString(place.resolve("files/sub/more.py"), "MORE = 1\n");
    Attack one = AttackReader.read(place).get(0);
    assertThat(AttackReader.read(directory)).isEqualTo(List.of(one));
    assertThat(one.name()).isEqualTo("tries-it");
    assertThat(one.seconds()).isEqualTo(2);
    assertThat(one.second()).isEmpty();
    assertThat(one.files()).isEqualTo(Map.of("sub/more.py", "MORE = 1\n"));
    Set<Safeguard> both = Set.of(Safeguard.NETWORK, Safeguard.CALLS);
    assertThat(one.ways())
        .isEqualTo(
            Map.of(
                IsolationMode.IN_PROCESS,
                new Attack.Way(both, Set.of(RunOutcome.COMPLETED)),
                IsolationMode.ISOLATED,
                new Attack.Way(both, Set.of(RunOutcome.TAMPERED))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"says\"            | \"shouts\"         | 'succeeds' holds shouts: use",
        "\"network\"         | \"fence\"          | 'stoppedBy' holds fence: use",
        "\"It tries.\"       | \"\"               | has no 'tries': say",
        "\"seconds\": 2      | \"seconds\": 1e9   | 'seconds' is 1.0E9: write 1 to",
        "\"seconds\": 2      | \"minutes\": 2     | 'minutes' is unknown: use",
        "\"COMPLETED\",      | [],                | has no 'outcomes': add it",
        "{\"tries\"          | [\"tries\"         | is not valid JSON",
      })
  void faultsAreNamedWithFileAndRemedy(String from, String to, String message) throws IOException {
    Path place = attack(GOOD.replace(from, to));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AttackReader.read(place))
        .withMessageContaining(place.resolve("attack.json").toString())
        .withMessageContaining(message);
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AttackReader.read(directory))
        .withMessageContaining(directory.toString())
        .withMessageContaining("holds no attack");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AttackReader.read(directory.resolve("nowhere")))
        .withMessageContaining("nowhere")
        .withMessageContaining("is no directory");
    Path place = attack(GOOD);
    Files.delete(place.resolve("attack.py"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AttackReader.read(place))
        .withMessageContaining("attack.py")
        .withMessageContaining("is not there");
  }
}
