package org.iccm.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Settings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
  @TempDir Path directory;

  private static final class Counting implements PhaseType {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Options options() {
      return Options.of(Option.integer("steps").defaultsTo(7L).between(1, 100));
    }

    @Override
    public PlannedPhase plan(String name, Settings settings, long seed) {
      int steps = (int) settings.integer("steps");
      if (steps == 13) {
        throw new IllegalArgumentException("steps must not be 13");
      }
      return new PlannedPhase(
          name, steps + " " + seed, previous -> new Countdown(steps, 0, previous), List.of());
    }
  }

  private RunPlan read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("run.yaml"), text);
    return new RunFile(List.of(new Counting()), Map.of()).read(file);
  }

  @Test
  @DisplayName("a file gives phases in its order, with defaults")
  void plan() throws IOException {
    RunPlan plan =
        read(
            """
            directory: out
            seed: 3
            phases:
              second-to-none:
                type: counting
                steps: 5
              after:
                type: counting
            """);
    assertThat(plan.directory()).isEqualTo(directory.resolve("out"));
    assertThat(plan.checkpointEvery()).isEqualTo(200);
    assertThat(plan.pastFailedGates()).isFalse();
    assertThat(plan.phases())
        .extracting(p -> p.name() + ": " + p.settings())
        .containsExactly("second-to-none: 5 3", "after: 7 3");
  }

  @Test
  @DisplayName("all faults are told at once, each with its line")
  void faults() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    directory: out
                    sede: 3
                    phases:
                      a:
                        type: countin
                      b:
                        type: counting
                        steps: 0
                      c:
                        type: counting
                        steps: 13
                    """))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .extracting(p -> p.key() + " " + p.place())
                    .containsExactly(
                        "run.sede run.yaml:2",
                        "phases.a.type run.yaml:5",
                        "phases.b.steps run.yaml:8",
                        "phases.c run.yaml:9"));
    assertThatThrownBy(() -> read("directory: out\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("at least one phase");
  }
}
