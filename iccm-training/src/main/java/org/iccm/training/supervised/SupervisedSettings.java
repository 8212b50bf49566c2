package org.iccm.training.supervised;

import java.util.List;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Settings;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;

/**
 * A supervised phase's options as a run's file gives them, with the defaults of {@link
 * SupervisedOptions}, AdamW at 1e-3, and a cosine after 1,000 steps of warm-up.
 *
 * @since 0.1.0
 */
public final class SupervisedSettings {
  private static final int MOST = 1_000_000_000;

  private SupervisedSettings() {}

  /**
   * What can be given.
   *
   * @return builders of options, for a phase's own to be added
   */
  public static List<Option.Builder> options() {
    SupervisedOptions d = SupervisedOptions.builder().build();
    return List.of(
        count("steps", d.steps(), 1).doc("most steps"),
        count("warmUp", 1_000, 0).doc("steps until the learning rate is reached"),
        Option.decimal("learningRate").defaultsTo(1e-3).between(1e-9, 10).doc("highest rate"),
        Option.decimal("weightDecay").defaultsTo(0.01).between(0, 1).doc("AdamW's"),
        count("batch", d.batch(), 1).doc("examples per step"),
        count("microBatch", d.microBatch(), 1).doc("examples at once: memory against speed"),
        count("window", d.window(), 1).doc("steps whose examples are sorted by length together"),
        count("sourceTokens", d.sourceTokens(), 8).doc("longest source"),
        count("targetTokens", d.targetTokens(), 2).doc("longest target"),
        count("validateEvery", d.validateEvery(), 1).doc("steps between validations"),
        count("patience", d.patience(), 1).doc("validations without improvement that end it"),
        Option.decimal("least").defaultsTo(d.least()).between(0, 100).doc("improvement, in nats"),
        count("contrastEvery", d.contrastEvery(), 0)
            .doc("steps between those that learn retrieval too; 0: none"),
        Option.decimal("contrastWeight").defaultsTo(d.contrastWeight()).between(0, 1_000),
        Option.decimal("temperature").defaultsTo(d.temperature()).between(1e-4, 100));
  }

  private static Option.Builder count(String name, long otherwise, int least) {
    return Option.integer(name).defaultsTo(otherwise).between(least, MOST);
  }

  /**
   * The phase's options.
   *
   * @param s checked settings
   * @param seed the run's seed
   * @return the options
   * @throws IllegalArgumentException if settings exclude each other
   */
  public static SupervisedOptions phase(Settings s, long seed) {
    return SupervisedOptions.builder()
        .steps((int) s.integer("steps"))
        .batch((int) s.integer("batch"))
        .microBatch((int) s.integer("microBatch"))
        .window((int) s.integer("window"))
        .sourceTokens((int) s.integer("sourceTokens"))
        .targetTokens((int) s.integer("targetTokens"))
        .validateEvery((int) s.integer("validateEvery"))
        .patience((int) s.integer("patience"))
        .least(s.decimal("least"))
        .contrastEvery((int) s.integer("contrastEvery"))
        .contrastWeight(s.decimal("contrastWeight"))
        .temperature(s.decimal("temperature"))
        .seed(seed)
        .build();
  }

  /**
   * The optimizer's options: nothing is dropped.
   *
   * @param s checked settings
   * @param seed the run's seed
   * @return the options
   * @throws IllegalArgumentException if the warm-up is longer than all steps
   */
  public static TrainingOptions training(Settings s, long seed) {
    return TrainingOptions.builder()
        .learningRate(s.decimal("learningRate"))
        .weightDecay(s.decimal("weightDecay"))
        .schedule(Schedule.cosine((int) s.integer("warmUp"), (int) s.integer("steps")))
        .seed(seed)
        .build();
  }
}
