package org.iccm.examples.reconstructor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.t5.StepResult;

/**
 * Trains the two reconstructors of the trained orchestra, {@code a} and {@code b}, with opposite
 * hidden preferences, and tells how well each reads both preferences' words: that difference is
 * what a policy can find.
 */
public final class TrainReconstructors {
  private static final int EVERY = 50;
  private static final int PROGRAMS = 100;

  private TrainReconstructors() {}

  /**
   * Trains both, one after the other; what is done already is not done again.
   *
   * @param directory gets {@code a} and {@code b}
   * @param seed of preferences, weights and examples
   * @param steps of each
   * @param out gets progress, then four shares
   * @param stop asked between steps
   * @return whether all is done; else it goes on when called again
   * @throws IOException if a directory cannot be made
   */
  public static boolean run(
      Path directory, long seed, int steps, PrintStream out, BooleanSupplier stop)
      throws IOException {
    Preference first = Preference.hidden(seed);
    Map<String, Preference> both = Map.of("a", first, "b", first.opposite());
    for (String name : List.of("a", "b")) {
      Preference preference = both.getOrDefault(name, first);
      boolean done =
          ReconstructorTraining.of(preference, seed, steps)
              .train(
                  directory.resolve(name),
                  (step, seconds) -> tell(name, step, steps, seconds, out),
                  stop);
      if (!done) {
        out.println(name + ": stopped and saved; the same command goes on from here");
        return false;
      }
      Wording own = preference.wording();
      for (Wording wording : List.of(own, preference.opposite().wording())) {
        out.printf(
            Locale.ROOT,
            "%s: %s words, all facts told: %.3f of functions exactly%n",
            name,
            wording.equals(own) ? "preferred" : "opposite",
            ReconstructorTraining.exact(directory.resolve(name), 1, PROGRAMS, wording));
      }
    }
    return true;
  }

  private static void tell(
      String name, StepResult step, int steps, double seconds, PrintStream out) {
    if (step.step() % EVERY == 0) {
      out.printf(
          Locale.ROOT,
          "%s: step %d of %d  loss %.4f  %.2f s a step, %.0f min left%n",
          name,
          step.step(),
          steps,
          step.loss(),
          seconds,
          seconds * (steps - step.step()) / 60);
    }
  }

  /**
   * Runs it. Told to end, it saves between two steps.
   *
   * @param args directory, seed, steps; {@code target/reconstructors}, 1 and 6,000 if not given
   * @throws IOException if a directory cannot be made
   */
  public static void main(String[] args) throws IOException {
    try (CleanEnd end = new CleanEnd()) {
      run(
          Path.of(args.length > 0 ? args[0] : "target/reconstructors"),
          args.length > 1 ? Long.parseLong(args[1]) : 1,
          args.length > 2 ? Integer.parseInt(args[2]) : 6_000,
          System.out,
          end::isTold);
    }
  }
}
