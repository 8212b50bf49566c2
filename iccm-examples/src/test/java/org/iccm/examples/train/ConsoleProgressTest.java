package org.iccm.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.iccm.training.run.PhaseStep;
import org.iccm.training.run.RunProgress;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;
  private final ConsoleProgress progress =
      new ConsoleProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> now);

  private void step(long done, int seconds, boolean notable) {
    now = Instant.EPOCH.plusSeconds(seconds);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", 2.34567);
    values.put("leftOut", 3.0);
    PhaseStep step = new PhaseStep(values, 100, false, notable);
    progress.stepped(new RunProgress("a", done, 9, step, 1234.5, Duration.ofSeconds(3_725)));
  }

  @Test
  void theFirstStepThenOneInTwentySecondsAndEachNotableOneIsALine() {
    step(1, 0, false);
    step(2, 5, false);
    step(3, 6, true);
    step(4, 25, false);
    step(5, 26, false);
    progress.said("a ends");
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "a 1/9  loss 2.346  leftOut 3  1235 tokens/s  1 h 2 min left",
            "a 3/9  loss 2.346  leftOut 3  1235 tokens/s  1 h 2 min left",
            "a 5/9  loss 2.346  leftOut 3  1235 tokens/s  1 h 2 min left",
            "a ends");
  }

  @Test
  void timesAreToldInTwoUnits() {
    assertThat(ConsoleProgress.time(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(ConsoleProgress.time(Duration.ofSeconds(61))).isEqualTo("1 min 1 s");
    assertThat(ConsoleProgress.time(Duration.ofHours(30))).isEqualTo("30 h 0 min");
  }
}
