package org.iccm.examples.training;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * Trains the smallest CET-D until it knows ten functions by heart, and saves it as a directory that
 * the engineer {@code cet-d} takes. Seconds on two cores.
 */
public final class LearnTenPairs {
  private static final int STEPS = 200;
  private static final int LONGEST = 256;

  private LearnTenPairs() {}

  /**
   * Trains, saves, and shows what the model writes.
   *
   * @param directory where the model goes
   * @param out gets the loss every 50 steps, then a line per requirement
   * @return how many of the ten it writes exactly
   * @throws IOException if the directory cannot be made
   */
  public static int run(Path directory, PrintStream out) throws IOException {
    List<Pairs.Pair> pairs = Pairs.ten();
    // tag::learn
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
        T5Model model = T5Model.random(T5Size.TEST.config(), 1)) {
      RequirementFormat format = RequirementFormat.of(tokenizer, model.config());
      List<int[]> sources = pairs.stream().map(p -> format.source(p.chunk(), LONGEST)).toList();
      List<int[]> targets =
          pairs.stream().map(p -> format.target(p.requirements(), LONGEST)).toList();
      TokenBatch batch = TokenBatch.of(model.config(), sources, targets);
      TrainingOptions options =
          TrainingOptions.builder().learningRate(3e-3).schedule(Schedule.linear(20, STEPS)).build();
      try (T5Trainer trainer = T5Trainer.full(model, options)) {
        for (int i = 0; i < STEPS; i++) {
          double loss = trainer.step(batch).loss();
          if (i % 50 == 0) {
            out.printf(Locale.ROOT, "step %3d  loss %.3f%n", i, loss);
          }
        }
      }
      Files.createDirectories(directory);
      model.save(directory);
      tokenizer.save(directory);
      // end::learn
      int exact = 0;
      List<Generated> written = model.generate(sources, GenerationOptions.builder().build());
      for (int i = 0; i < pairs.size(); i++) {
        Pairs.Pair pair = pairs.get(i);
        var read =
            format.requirements(
                written.get(i).tokens(), written.get(i).ended(), pair.chunk().units());
        read.forEach(
            r -> out.println(pair.chunk().name() + "  " + r.kind().label() + ": " + r.text()));
        exact += read.equals(pair.requirements()) ? 1 : 0;
      }
      out.println(exact + " of " + pairs.size() + " exactly; model in " + directory);
      return exact;
    }
  }

  /**
   * Runs it.
   *
   * @param args the directory; {@code target/cet-d} if none
   * @throws IOException if the directory cannot be made
   */
  public static void main(String[] args) throws IOException {
    run(Path.of(args.length > 0 ? args[0] : "target/cet-d"), System.out);
  }
}
