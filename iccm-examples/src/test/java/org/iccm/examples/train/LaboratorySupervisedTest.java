package org.iccm.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.run.PhaseOutcome;
import org.iccm.training.run.RunFile;
import org.iccm.training.run.RunListener;
import org.iccm.training.run.RunPlan;
import org.iccm.training.run.RunProgress;
import org.iccm.training.run.TrainingRun;
import org.iccm.training.t5.T5Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaboratorySupervisedTest {
  private static final String FILE =
      """
      directory: %s
      seed: 2
      checkpointEvery: 3
      phases:
        reading:
          type: laboratory-supervised
          size: test
          steps: 6
          warmUp: 2
          batch: 4
          microBatch: 2
          window: 2
          targetTokens: 400
          validateEvery: 3
          programs: 20
          validationPrograms: 2
          gatePrograms: %d
          contrastEvery: 2
        behind:
          type: laboratory-supervised
          steps: 1
          warmUp: 0
      """;

  @TempDir Path directory;

  private List<PhaseOutcome> run(String name, int gatePrograms, BooleanSupplier stopped)
      throws IOException {
    Path file = directory.resolve(name + ".yaml");
    Files.writeString(file, FILE.formatted(name, gatePrograms));
    RunPlan plan = new RunFile(List.of(new LaboratorySupervised()), Map.of()).read(file);
    List<String> said = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void stepped(RunProgress progress) {}

          @Override
          public void said(String line) {
            said.add(line);
          }
        };
    return new TrainingRun(
            plan.directory(),
            plan.phases(),
            plan.checkpointEvery(),
            plan.pastFailedGates(),
            listener,
            InstantSource.system())
        .run(stopped);
  }

  @Test
  void stoppedAndRunAgainItDeliversTheSameModelAndTheGateStopsWhatIsBehind() throws IOException {
    List<PhaseOutcome> whole = run("whole", 2, () -> false);
    AtomicInteger steps = new AtomicInteger();
    assertThat(run("cut", 2, () -> steps.incrementAndGet() == 4)).isEmpty();
    List<PhaseOutcome> cut = run("cut", 2, () -> false);
    assertThat(cut).hasSize(1);
    assertThat(cut.get(0).gates()).isEqualTo(whole.get(0).gates());
    assertThat(cut.get(0).passed()).as("six steps do not teach to read").isFalse();
    assertThat(cut.get(0).gates().get(0).name()).isEqualTo("retrieval");
    assertThat(cut.get(0).gates().get(1).name()).isEqualTo("reading");
    assertThat(directory.resolve("cut/behind")).doesNotExist();
    try (T5Model a = T5Model.load(directory.resolve("whole/reading/model"));
        T5Model b = T5Model.load(directory.resolve("cut/reading/model"))) {
      assertThat(b.digest()).isEqualTo(a.digest());
    }
  }

  @Test
  void programsForTheGateAndForValidationAreOthersAndEnough() {
    assertThatThrownBy(() -> run("many", 199, () -> false))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("at most 200 together");
    assertThatThrownBy(() -> run("one", 1, () -> false))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("at least 2 where retrieval");
  }
}
