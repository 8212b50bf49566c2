package org.iccm.examples.reconstructor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.Collectors;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.checkpoint.Checkpoints;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.t5.FeedForwardKind;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.StepResult;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * Trains a reconstructor by the supervised step, from nothing, on the laboratory's phase-1
 * programs. What it gives follows from its settings; stopped, it goes on from its newest
 * checkpoint.
 *
 * @param laboratorySeed the laboratory's
 * @param preference which words it meets more often
 * @param drop the probability that a fact is left out
 * @param seed of first weights and examples
 * @param steps steps in all
 * @param batch examples a step
 * @param programs distinct programs; after them they come again, told otherwise
 * @param config the model's shape
 * @since 0.1.0
 */
public record ReconstructorTraining(
    long laboratorySeed,
    Preference preference,
    double drop,
    long seed,
    int steps,
    int batch,
    int programs,
    T5Config config) {
  private static final int SAVE_EVERY = 250;
  private static final int ROWS = 16;

  /**
   * 2.3 million parameters, 9 MB: d 128, 4 heads, 3 and 3 layers, 4096 tokens. Of {@link
   * org.iccm.training.t5.T5Size#LAB} a step takes three times as long, and so does an answer.
   */
  public static final T5Config SMALL =
      T5Config.builder()
          .vocabulary(4096)
          .width(128)
          .feedForwardWidth(512)
          .headWidth(32)
          .heads(4)
          .encoderBlocks(3)
          .decoderBlocks(3)
          .feedForward(FeedForwardKind.GATED_GELU)
          .build();

  /**
   * Facts left out with probability .25, as in the policy's own phase 1; batch 32, 50,000 programs,
   * the small shape.
   *
   * @param preference which words it meets more often
   * @param seed of first weights and examples
   * @param steps steps in all
   * @return the settings
   */
  public static ReconstructorTraining of(Preference preference, long seed, int steps) {
    return new ReconstructorTraining(1, preference, 0.25, seed, steps, 32, 50_000, SMALL);
  }

  /**
   * Trains until the last step.
   *
   * @param directory gets the model, its tokenizer, and checkpoints until it is done
   * @param progress hears of each step
   * @throws IOException if the directory cannot be made
   */
  public void train(Path directory, ObjDoubleConsumer<StepResult> progress) throws IOException {
    train(directory, progress, () -> false);
  }

  /**
   * Trains until the last step, or until it is asked to stop.
   *
   * @param directory gets the model, its tokenizer, and checkpoints until it is done
   * @param progress hears of each step
   * @param stop asked between steps; once true, it saves a checkpoint and returns
   * @return whether the last step is made; else it goes on from there when called again
   * @throws IOException if the directory cannot be made
   */
  public boolean train(Path directory, ObjDoubleConsumer<StepResult> progress, BooleanSupplier stop)
      throws IOException {
    Files.createDirectories(directory);
    Checkpoints checkpoints = Checkpoints.in(directory.resolve("checkpoints"), 2, 0);
    TrainingOptions options =
        TrainingOptions.builder()
            .learningRate(1e-3)
            .schedule(Schedule.cosine(Math.min(1_000, Math.max(1, steps / 10)), steps))
            .seed(seed)
            .build();
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
        T5Model model = T5Model.random(config, seed);
        T5Trainer trainer = T5Trainer.full(model, options)) {
      ReconstructorFormat format = new ReconstructorFormat(tokenizer, model.config());
      checkpoints.latest().ifPresent(c -> trainer.restore(c.directory()));
      Iterator<ReconstructionPair> pairs =
          new ReconstructionPairs(preference, drop, seed)
              .iterator(Laboratory.of(laboratorySeed), programs);
      for (long i = 0; i < (long) trainer.steps() * batch; i++) {
        pairs.next();
      }
      while (trainer.steps() < steps && !stop.getAsBoolean()) {
        long start = System.nanoTime();
        StepResult result = trainer.step(batches(format, model.config(), pairs));
        progress.accept(result, (System.nanoTime() - start) / 1e9);
        if (trainer.steps() % SAVE_EVERY == 0 || trainer.steps() == steps) {
          checkpoints.write(trainer.steps(), trainer::save);
        }
      }
      if (trainer.steps() < steps) {
        checkpoints.write(trainer.steps(), trainer::save);
        return false;
      }
      model.save(directory);
      tokenizer.save(directory);
      Files.writeString(directory.resolve("training.txt"), describe() + "\n");
      return true;
    }
  }

  /** One step's examples, those of like length together so that little is padding. */
  private List<TokenBatch> batches(
      ReconstructorFormat format, T5Config shape, Iterator<ReconstructionPair> pairs) {
    List<int[]> sources = new ArrayList<>();
    List<int[]> targets = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      ReconstructionPair pair = pairs.next();
      sources.add(format.source(pair.task(), ReconstructorBackend.LONGEST_SOURCE));
      targets.add(format.target(pair.code()));
      order.add(i);
    }
    order.sort(Comparator.comparingInt(i -> sources.get(i).length + targets.get(i).length));
    List<TokenBatch> batches = new ArrayList<>();
    for (int from = 0; from < batch; from += ROWS) {
      List<Integer> part = order.subList(from, Math.min(batch, from + ROWS));
      batches.add(
          TokenBatch.of(
              shape,
              part.stream().map(sources::get).toList(),
              part.stream().map(targets::get).toList()));
    }
    return batches;
  }

  /**
   * What was trained how; written beside the model. It tells the preference, which is hidden from
   * policies, not from people.
   *
   * @return one line
   */
  public String describe() {
    return ReconstructorFormat.VERSION + ", trained on " + Laboratory.VERSION + ": " + this;
  }

  /**
   * How well a reconstructor reads each wording: the share of functions of validation programs, all
   * facts told, that it writes exactly as they are meant.
   *
   * @param directory the reconstructor
   * @param laboratorySeed the laboratory's
   * @param programs how many programs
   * @param wording the words
   * @return 0 to 1
   */
  public static double exact(Path directory, long laboratorySeed, int programs, Wording wording) {
    try (TextTokenizer tokenizer = TextTokenizer.load(directory);
        T5Model model = T5Model.load(directory)) {
      ReconstructorFormat format = new ReconstructorFormat(tokenizer, model.config());
      List<ReconstructionPair> pairs = new ArrayList<>();
      for (LabProgram p :
          Laboratory.of(laboratorySeed).programs(LabSplit.VALIDATION).limit(programs).toList()) {
        pairs.addAll(
            ReconstructionPairs.of(
                p, p.facts().stream().map(f -> f.index()).collect(Collectors.toSet()), wording));
      }
      GenerationOptions options =
          GenerationOptions.builder().maxTokens(ReconstructorBackend.LONGEST_TARGET).build();
      int right = 0;
      for (int from = 0; from < pairs.size(); from += ROWS) {
        List<ReconstructionPair> part = pairs.subList(from, Math.min(pairs.size(), from + ROWS));
        List<Generated> written =
            model.generate(
                part.stream()
                    .map(p -> format.source(p.task(), ReconstructorBackend.LONGEST_SOURCE))
                    .toList(),
                options);
        for (int i = 0; i < part.size(); i++) {
          right += format.text(written.get(i).tokens()).equals(part.get(i).code()) ? 1 : 0;
        }
      }
      return right / (double) pairs.size();
    }
  }
}
