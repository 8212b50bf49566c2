package org.iccm.training.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.training.checkpoint.Checkpoint;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.checkpoint.Checkpoints;

/**
 * Runs phases in order in a directory, each in one of its own:
 *
 * <pre>
 * NAME/checkpoints/   the newest states
 * NAME/best/          the state of the best validation
 * NAME/events.jsonl   the log
 * NAME/model/         what it delivered
 * NAME/result.json    how it ended and what its gates found
 * </pre>
 *
 * <p>Run again after whatever interruption, it goes on at the newest checkpoint and passes over
 * phases that are finished; gates are not asked twice. A phase behind a failed gate does not begin.
 * A directory is one run's at a time. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class TrainingRun {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String STATE = "run.json";
  private static final int KEPT = 2;

  private final Path directory;
  private final List<PlannedPhase> phases;
  private final long checkpointEvery;
  private final boolean pastFailedGates;
  private final RunListener listener;
  private final InstantSource clock;

  /**
   * A run.
   *
   * @param directory made if it is not there
   * @param phases in order, at least one
   * @param checkpointEvery steps between checkpoints, at least 1
   * @param pastFailedGates whether phases behind a failed gate are run all the same
   * @param listener told how it goes
   * @param clock for the log's times and for rates
   */
  public TrainingRun(
      Path directory,
      List<PlannedPhase> phases,
      long checkpointEvery,
      boolean pastFailedGates,
      RunListener listener,
      InstantSource clock) {
    if (phases.isEmpty() || checkpointEvery < 1) {
      throw new IllegalArgumentException(
          "a run has at least one phase and steps between checkpoints, has "
              + phases.size()
              + " and "
              + checkpointEvery);
    }
    Set<String> names = new HashSet<>();
    for (PlannedPhase phase : phases) {
      if (!names.add(phase.name())) {
        throw new IllegalArgumentException("two phases are named " + phase.name());
      }
    }
    this.directory = directory;
    this.phases = List.copyOf(phases);
    this.checkpointEvery = checkpointEvery;
    this.pastFailedGates = pastFailedGates;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Runs what is left.
   *
   * @param stopped asked after each step; on true the state is written and the run returns
   * @return outcomes of the finished phases, in order: fewer than planned if it was stopped or a
   *     gate failed
   * @throws CheckpointException if the directory is of other phases or settings, or another run is
   *     at work in it
   */
  @SuppressWarnings("try") // the lock is there to be closed
  public List<PhaseOutcome> run(BooleanSupplier stopped) {
    try (RunLock lock = RunLock.on(directory)) {
      return inOrder(stopped);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be locked", e);
    }
  }

  private List<PhaseOutcome> inOrder(BooleanSupplier stopped) {
    List<PhaseOutcome> outcomes = new ArrayList<>();
    Optional<Path> previous = Optional.empty();
    for (PlannedPhase phase : phases) {
      Path place = directory.resolve(phase.name());
      Optional<PhaseOutcome> before = OutcomeFile.read(place, phase.settings());
      before.ifPresent(o -> listener.said(phase.name() + " is finished: " + o.reason()));
      Optional<PhaseOutcome> outcome =
          before.isPresent() ? before : run(phase, place, previous, stopped);
      if (outcome.isEmpty()) {
        listener.said(phase.name() + " is stopped; the same command goes on");
        break;
      }
      outcomes.add(outcome.get());
      if (!outcome.get().passed() && !pastFailedGates) {
        listener.said(
            "stops here: a gate of "
                + phase.name()
                + " is not passed (pastFailedGates: true goes on all the same)");
        break;
      }
      previous = Optional.of(place.resolve("model"));
    }
    return List.copyOf(outcomes);
  }

  private Optional<PhaseOutcome> run(
      PlannedPhase planned, Path place, Optional<Path> previous, BooleanSupplier stopped) {
    try {
      Files.createDirectories(place);
      Path model = place.resolve("model");
      String reason;
      long steps;
      double seconds;
      try (Phase phase = planned.factory().open(previous);
          EventLog log = new EventLog(place, clock)) {
        Running running = new Running(planned, phase, log, place);
        if (!running.toTheEnd(stopped)) {
          return Optional.empty();
        }
        reason = phase.finished().orElseThrow();
        steps = phase.steps();
        seconds = running.seconds;
        running.bestState().ifPresent(c -> phase.restore(c.directory()));
        phase.deliver(model);
        log.write("end", steps, Map.of("seconds", seconds), reason);
        listener.said(planned.name() + " ends: " + reason);
      }
      List<GateResult> gates = judge(planned, model, stopped);
      PhaseOutcome outcome = new PhaseOutcome(planned.name(), reason, steps, seconds, gates);
      OutcomeFile.write(place, planned.settings(), outcome);
      return Optional.of(outcome);
    } catch (CancelledException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be written; free space", e);
    }
  }

  private List<GateResult> judge(PlannedPhase planned, Path model, BooleanSupplier stopped) {
    List<GateResult> results = new ArrayList<>();
    for (PhaseGate gate : planned.gates()) {
      GateResult result = gate.judge(model, stopped);
      results.add(result);
      listener.said("gate " + result);
      if (!result.passed()) {
        break;
      }
    }
    return results;
  }

  /** A phase under way. */
  private final class Running {
    private final PlannedPhase planned;
    private final Phase phase;
    private final EventLog log;
    private final Checkpoints checkpoints;
    private final Checkpoints best;
    private double seconds;

    Running(PlannedPhase planned, Phase phase, EventLog log, Path place) {
      this.planned = planned;
      this.phase = phase;
      this.log = log;
      this.checkpoints = Checkpoints.in(place.resolve("checkpoints"), KEPT, 0);
      this.best = Checkpoints.in(place.resolve("best"), 1, 0);
    }

    /** Returns false if it was stopped before. */
    boolean toTheEnd(BooleanSupplier stopped) {
      Optional<Checkpoint> latest = checkpoints.latest();
      latest.ifPresentOrElse(this::restore, this::begin);
      String how = latest.isPresent() ? " goes on at step " : " begins at step ";
      listener.said(planned.name() + how + phase.steps() + " of " + phase.planned());
      double before = seconds;
      long begun = clock.millis();
      long first = phase.steps();
      long tokens = 0;
      while (phase.finished().isEmpty()) {
        PhaseStep step = phase.advance();
        tokens += step.tokens();
        log.write("step", phase.steps(), step.values(), "");
        double here = (clock.millis() - begun) / 1e3;
        seconds = before + here;
        listener.stepped(progress(step, phase.steps() - first, tokens, here));
        if (step.best()) {
          best.write(phase.steps(), this::save);
        }
        boolean stop = stopped.getAsBoolean();
        if (stop || phase.steps() % checkpointEvery == 0) {
          checkpoints.write(phase.steps(), this::save);
        }
        if (stop && phase.finished().isEmpty()) {
          return false;
        }
      }
      checkpoints.write(phase.steps(), this::save);
      return true;
    }

    private RunProgress progress(PhaseStep step, long taken, long tokens, double here) {
      long missing = Math.max(0, phase.planned() - phase.steps());
      return new RunProgress(
          planned.name(),
          phase.steps(),
          phase.planned(),
          step,
          here > 0 ? tokens / here : Double.NaN,
          Duration.ofMillis(Math.round(1e3 * here * missing / taken)));
    }

    /** A run that was killed before its first checkpoint may have left a log and a best state. */
    private void begin() {
      log.cut(0);
      best.clear();
    }

    /** The best state, if it is not the present one. */
    Optional<Checkpoint> bestState() {
      return best.latest().filter(c -> c.step() < phase.steps());
    }

    private void save(Path to) throws IOException {
      phase.save(to);
      Files.writeString(
          to.resolve(STATE),
          MAPPER
                  .createObjectNode()
                  .put("log", log.mark())
                  .put("seconds", seconds)
                  .put("settings", planned.settings())
                  .toPrettyString()
              + "\n");
    }

    private void restore(Checkpoint checkpoint) {
      Path from = checkpoint.directory();
      try {
        JsonNode state = MAPPER.readTree(Files.readString(from.resolve(STATE)));
        String there = state.required("settings").asText();
        if (!there.equals(planned.settings())) {
          throw new CheckpointException(
              from,
              "was begun with other settings: there "
                  + there
                  + ", here "
                  + planned.settings()
                  + "; choose another directory, or the settings of then",
              null);
        }
        phase.restore(from);
        log.cut(state.required("log").asLong());
        seconds = state.required("seconds").asDouble();
      } catch (IOException | IllegalArgumentException e) {
        throw new CheckpointException(from, STATE + " is damaged (" + e.getMessage() + ")", e);
      }
    }
  }
}
