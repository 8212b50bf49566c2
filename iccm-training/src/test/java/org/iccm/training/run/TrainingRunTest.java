package org.iccm.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.error.CancelledException;
import org.iccm.training.checkpoint.CheckpointException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  @TempDir Path directory;

  private final List<String> said = new ArrayList<>();
  private final List<RunProgress> progress = new ArrayList<>();
  private final AtomicInteger judged = new AtomicInteger();
  private long now;

  private final RunListener listener =
      new RunListener() {
        @Override
        public void stepped(RunProgress p) {
          progress.add(p);
        }

        @Override
        public void said(String line) {
          said.add(line);
        }
      };

  private PhaseGate gate(double value) {
    return (delivered, stopped) -> {
      judged.incrementAndGet();
      return GateResult.of("level", List.of(new GateResult.Figure("level", value, 0.5)));
    };
  }

  private PlannedPhase phase(String name, int steps, int bestAt, PhaseGate... gates) {
    return new PlannedPhase(
        name, steps + " steps", previous -> new Countdown(steps, bestAt, previous), List.of(gates));
  }

  private TrainingRun run(boolean past, PlannedPhase... phases) {
    // every reading of the clock is a second later
    return new TrainingRun(
        directory,
        List.of(phases),
        4,
        past,
        listener,
        () -> Instant.EPOCH.plus(Duration.ofSeconds(now++)));
  }

  private static List<String> withoutTimes(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> !line.contains("\"end\""))
        .map(line -> line.replaceAll(",\"time\":\"[^\"]*\"", ""))
        .toList();
  }

  @Test
  @DisplayName("phases follow each other, each begins with what the one before delivered: its best")
  void order() {
    List<PhaseOutcome> outcomes =
        run(false, phase("a", 10, 6, gate(1)), phase("b", 5, 5)).run(() -> false);
    assertThat(outcomes).extracting(PhaseOutcome::phase).containsExactly("a", "b");
    assertThat(outcomes).allMatch(PhaseOutcome::passed);
    assertThat(Countdown.read(directory.resolve("a/model"))).isEqualTo(6);
    assertThat(Countdown.read(directory.resolve("b/model"))).isEqualTo(11);
    RunProgress last = progress.get(9);
    assertThat(last.done()).isEqualTo(10);
    assertThat(last.left()).isZero();
    assertThat(progress.get(0).left()).isPositive();
    assertThat(progress.get(4).tokensPerSecond()).isPositive();
  }

  @Test
  @DisplayName("finished phases are passed over, and their gates are not asked again")
  void finished() {
    run(false, phase("a", 10, 0, gate(1))).run(() -> false);
    int steps = progress.size();
    List<PhaseOutcome> again = run(false, phase("a", 10, 0, gate(1))).run(() -> false);
    assertThat(progress).hasSize(steps);
    assertThat(judged).hasValue(1);
    assertThat(again.get(0).steps()).isEqualTo(10);
    assertThat(again.get(0).gates().get(0).figures())
        .containsExactly(new GateResult.Figure("level", 1, 0.5));
    assertThatThrownBy(() -> run(false, phase("a", 11, 0)).run(() -> false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("10 steps")
        .hasMessageContaining("11 steps");
  }

  @Test
  @DisplayName("behind a failed gate nothing begins, now or later, unless told so")
  void failedGate() {
    for (double value : new double[] {0.4, Double.NaN}) {
      now = 0;
      PlannedPhase first = phase("a" + (value > 0 ? 1 : 2), 3, 0, gate(value), gate(1));
      PlannedPhase second = phase("b" + (value > 0 ? 1 : 2), 3, 0);
      for (int attempt = 0; attempt < 2; attempt++) {
        List<PhaseOutcome> outcomes = run(false, first, second).run(() -> false);
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.get(0).passed()).isFalse();
        assertThat(outcomes.get(0).gates()).as("the first that fails is the last").hasSize(1);
        assertThat(directory.resolve(second.name())).doesNotExist();
      }
      assertThat(run(true, first, second).run(() -> false)).hasSize(2);
    }
    assertThat(judged).hasValue(2);
    assertThat(said)
        .contains("gate level NOT passed: level 0.4 (0.5 needed)")
        .contains("gate level NOT passed: level NaN (0.5 needed)");
    List<GateResult.Figure> told =
        List.of(new GateResult.Figure("a", 100, Double.NEGATIVE_INFINITY));
    assertThat(GateResult.of("report", told)).hasToString("report: a 100");
  }

  @Test
  @DisplayName("stopped anywhere, the run ends as if it had not been, log included")
  void stopped() throws IOException {
    run(false, phase("whole", 10, 6)).run(() -> false);
    List<String> expected = withoutTimes(directory.resolve("whole/events.jsonl"));
    assertThat(expected).hasSize(10);
    AtomicInteger calls = new AtomicInteger();
    int runs = 0;
    while (run(false, phase("cut", 10, 6)).run(() -> calls.incrementAndGet() % 3 == 0).isEmpty()) {
      runs++;
    }
    assertThat(runs).isEqualTo(3);
    assertThat(withoutTimes(directory.resolve("cut/events.jsonl"))).isEqualTo(expected);
    assertThat(Countdown.read(directory.resolve("cut/model"))).isEqualTo(6);
  }

  @Test
  @DisplayName(
      "killed between checkpoints, what the log had behind the last one is cut and comes again")
  void killed() throws IOException {
    run(false, phase("whole", 10, 6)).run(() -> false);
    RuntimeException kill = new IllegalStateException("killed");
    AtomicInteger calls = new AtomicInteger();
    PlannedPhase phase = phase("killed", 10, 6);
    for (int at : new int[] {3, 7}) {
      assertThatThrownBy(
              () ->
                  run(false, phase)
                      .run(
                          () -> {
                            if (calls.incrementAndGet() == at) {
                              throw kill;
                            }
                            return false;
                          }))
          .isSameAs(kill);
      calls.set(0);
      // a line that was being written
      Files.writeString(
          directory.resolve("killed/events.jsonl"), "{\"kind\":\"st", StandardOpenOption.APPEND);
    }
    run(false, phase).run(() -> false);
    assertThat(withoutTimes(directory.resolve("killed/events.jsonl")))
        .isEqualTo(withoutTimes(directory.resolve("whole/events.jsonl")));
    assertThat(said).contains("killed begins at step 0 of 10", "killed goes on at step 4 of 10");
  }

  @Test
  @DisplayName("what a run left that was killed before its first checkpoint is no best state")
  void killedEarly() {
    RuntimeException kill = new IllegalStateException("killed");
    assertThatThrownBy(
            () ->
                run(false, phase("a", 10, 3))
                    .run(
                        () -> {
                          if (progress.size() == 3) {
                            throw kill;
                          }
                          return false;
                        }))
        .isSameAs(kill);
    assertThat(directory.resolve("a/best/step-000000000003")).exists();
    run(false, phase("a", 9, 2)).run(() -> false);
    assertThat(Countdown.read(directory.resolve("a/model"))).isEqualTo(2);
  }

  @Test
  @DisplayName("two runs at once do not get the same directory")
  void locked() {
    run(false, phase("a", 3, 0))
        .run(
            () -> {
              assertThatThrownBy(() -> run(false, phase("b", 3, 0)).run(() -> false))
                  .isInstanceOf(CheckpointException.class)
                  .hasMessageContaining("another run is at work here");
              return false;
            });
    assertThat(directory.resolve("b")).doesNotExist();
    assertThat(run(false, phase("b", 3, 0)).run(() -> false)).hasSize(1);
  }

  @Test
  @DisplayName("a gate that is stopped is asked again the next time")
  void stoppedGate() {
    PhaseGate asking =
        (delivered, stopped) -> {
          if (stopped.getAsBoolean()) {
            throw new CancelledException("stopped");
          }
          return gate(1).judge(delivered, stopped);
        };
    AtomicInteger calls = new AtomicInteger();
    PlannedPhase phase = phase("a", 3, 0, asking);
    assertThat(run(false, phase).run(() -> calls.incrementAndGet() > 3)).isEmpty();
    assertThat(judged).hasValue(0);
    assertThat(run(false, phase).run(() -> false)).hasSize(1);
    assertThat(progress).as("no step is taken again").hasSize(3);
    assertThat(judged).hasValue(1);
  }

  @Test
  @DisplayName("a begun phase of other settings is refused; names are unique")
  void refusals() {
    run(false, phase("a", 10, 0)).run(() -> progress.size() == 5);
    assertThatThrownBy(() -> run(false, phase("a", 9, 0)).run(() -> false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("9 steps");
    assertThatThrownBy(() -> run(false, phase("a", 1, 0), phase("a", 1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("named a");
    assertThatThrownBy(() -> phase("../a", 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
