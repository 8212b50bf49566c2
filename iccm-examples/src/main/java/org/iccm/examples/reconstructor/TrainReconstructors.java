package org.iccm.examples.reconstructor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.iccm.examples.laboratory.Wording;

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
   * @throws IOException if a directory cannot be made
   */
  public static void run(Path directory, long seed, int steps, PrintStream out) throws IOException {
    Preference first = Preference.hidden(seed);
    Map<String, Preference> both = Map.of("a", first, "b", first.opposite());
    for (String name : new String[] {"a", "b"}) {
      Preference preference = both.getOrDefault(name, first);
      ReconstructorTraining.of(preference, seed, steps)
          .train(
              directory.resolve(name),
              (step, seconds) -> {
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
              });
      Wording own = preference.wording();
      for (Wording wording : new Wording[] {own, preference.opposite().wording()}) {
        out.printf(
            Locale.ROOT,
            "%s: %s words, all facts told: %.3f of functions exactly%n",
            name,
            wording.equals(own) ? "preferred" : "opposite",
            ReconstructorTraining.exact(directory.resolve(name), 1, PROGRAMS, wording));
      }
    }
  }

  /**
   * Runs it.
   *
   * @param args directory, seed, steps; {@code target/reconstructors}, 1 and 4,000 if not given
   * @throws IOException if a directory cannot be made
   */
  public static void main(String[] args) throws IOException {
    run(
        Path.of(args.length > 0 ? args[0] : "target/reconstructors"),
        args.length > 1 ? Long.parseLong(args[1]) : 1,
        args.length > 2 ? Integer.parseInt(args[2]) : 4_000,
        System.out);
  }
}
