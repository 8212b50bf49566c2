package org.iccm.examples.train;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.iccm.api.error.IccmException;
import org.iccm.training.run.PhaseOutcome;
import org.iccm.training.run.RunFile;
import org.iccm.training.run.RunPlan;
import org.iccm.training.run.TrainingRun;

/**
 * {@code ./train CONFIG}: runs the phases of a file, and goes on where the last time it stopped.
 * Exit: 0 all phases ended and all gates were passed; 1 an error; 2 misused; 3 a gate was not
 * passed; 130 stopped by Ctrl-C, 143 by TERM.
 */
public final class Train {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int GATE = 3;
  private static final int STOPPED = 130;

  private Train() {}

  /**
   * Runs it.
   *
   * @param args the file
   */
  public static void main(String[] args) {
    if (args.length != 1 || args[0].startsWith("-")) {
      System.err.println("usage: ./train CONFIG    (docs/training-run.md has an example)");
      System.exit(MISUSED);
    }
    String called = System.getenv("ICCM_CALLER_DIR");
    Path file = (called == null ? Path.of("") : Path.of(called)).resolve(args[0]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    Thread main = Thread.currentThread();
    // Ctrl-C: the step under way is finished and written, so that nothing is lost.
    Thread stop =
        new Thread(
            () -> {
              stopped.set(true);
              try {
                if (!ended.get()) {
                  out.println("stopping: the step under way is finished and written");
                  main.join(Duration.ofMinutes(1).toMillis());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "iccm-train-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    int status;
    try {
      status = run(file.toAbsolutePath(), out, stopped);
    } catch (IccmException | UncheckedIOException e) {
      System.err.println("train: " + e.getMessage());
      status = FAILED;
    }
    ended.set(true);
    if (!stopped.get()) {
      System.exit(status);
    }
  }

  private static int run(Path file, PrintStream out, AtomicBoolean stopped) {
    RunPlan plan = new RunFile(List.of(new LaboratorySupervised()), System.getenv()).read(file);
    out.println("run in " + plan.directory() + ", seed " + plan.seed());
    TrainingRun run =
        new TrainingRun(
            plan.directory(),
            plan.phases(),
            plan.checkpointEvery(),
            plan.pastFailedGates(),
            new ConsoleProgress(out, InstantSource.system()),
            InstantSource.system());
    List<PhaseOutcome> outcomes = run.run(stopped::get);
    if (!outcomes.stream().allMatch(PhaseOutcome::passed)) {
      return GATE;
    }
    return outcomes.size() < plan.phases().size() ? STOPPED : 0;
  }
}
