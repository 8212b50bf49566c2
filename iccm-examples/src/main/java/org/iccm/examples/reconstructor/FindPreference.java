package org.iccm.examples.reconstructor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.iccm.api.Iccm;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Sampling;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.examples.laboratory.Build;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.LabTasks;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Wording;
import org.iccm.examples.laboratory.WordingReader;
import org.iccm.examples.laboratory.WordingVotes;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.loop.GreedyValidator;
import org.iccm.training.loop.LoopOptions;
import org.iccm.training.loop.LoopResult;
import org.iccm.training.loop.PassRates;
import org.iccm.training.loop.PolicyLoop;
import org.iccm.training.loop.PolicyLoopBuilder;
import org.iccm.training.loop.ReconstructionTask;
import org.iccm.training.loop.RolloutJudge;
import org.iccm.training.loop.RolloutJudgeBuilder;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.policy.PolicyOptions;
import org.iccm.training.policy.PolicyPhase;
import org.iccm.training.policy.PolicyPhaseBuilder;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.ReferencePolicy;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * Phase 3 on the trained orchestra: a policy of phase 1 learns from what one reconstructor makes of
 * its contexts, and one sees whether it comes to use the words that the reconstructor knows best. A
 * check of the optimizer; it says nothing of language models.
 */
public final class FindPreference {
  private static final int LONGEST_SOURCE = 512;
  private static final int LONGEST_TEXT = 320;
  private static final int AT_ONCE = 16;

  private FindPreference() {}

  /**
   * What to do.
   *
   * @param output gets store, checkpoints and the learned policy; a run of its own
   * @param reconstructor a directory that {@link TrainReconstructors} wrote
   * @param preference its preference; only shown beside the policy's words, nothing learns from it
   * @param policy a CET-D's directory, trained on the laboratory's phase 1
   * @param seed of the draws
   * @param programs programs that are trained on
   * @param validation programs that are validated on
   * @param updates updates in all
   * @param runner a runner's name
   */
  public record Plan(
      Path output,
      Path reconstructor,
      Wording preference,
      Path policy,
      long seed,
      int programs,
      int validation,
      int updates,
      String runner) {}

  /**
   * Runs it, or goes on with it. Told to end (SIGTERM), it saves between two updates.
   *
   * @param plan what to do
   * @param out gets the policy's words at each validation
   * @return how it ended
   * @throws IOException if the directory cannot be made
   */
  public static LoopResult run(Plan plan, PrintStream out) throws IOException {
    Path model = Files.createDirectories(plan.output()).resolve("policy");
    try (CleanEnd end = new CleanEnd();
        ReconstructorBackend rebuilder =
            ReconstructorBackend.load("rebuilder", plan.reconstructor(), AT_ONCE);
        Iccm iccm =
            Iccm.builder()
                .llm("rebuilder", rebuilder)
                .orchestra("rebuilder")
                .runner(plan.runner(), Map.of())
                .store("sqlite", Map.of("file", plan.output().resolve("iccm.db")))
                .workDirectory(plan.output())
                .build();
        TextTokenizer tokenizer = TextTokenizer.load(plan.policy());
        T5Model policy = T5Model.load(plan.policy());
        ReferencePolicy reference = ReferencePolicy.copyOf(policy);
        T5Trainer trainer =
            T5Trainer.full(
                policy, TrainingOptions.builder().learningRate(3e-4).weightDecay(0).build())) {
      RequirementFormat format = RequirementFormat.of(tokenizer, policy.config());
      LabTasks training = tasks(LabSplit.PHASE3, plan.programs(), format);
      LabTasks validation = tasks(LabSplit.VALIDATION, plan.validation(), format);
      RolloutJudge judge =
          new RolloutJudgeBuilder(
                  iccm.rollouts(), format, "find-preference", training.with(validation))
              .models(
                  List.of("rebuilder"),
                  1,
                  Sampling.builder()
                      .temperature(0)
                      .maxTokens(ReconstructorBackend.LONGEST_TARGET)
                      .build())
              .scope(Scope.UNIT, 0)
              .build();
      PolicyPhase phase =
          new PolicyPhaseBuilder(policy, trainer, training.prompts())
              .objective(PolicyOptions.rloo().build())
              .reference(reference)
              .batch(8, 4)
              .maxTokens(LONGEST_TEXT)
              .seed(plan.seed())
              .build();
      GreedyValidator greedy =
          new GreedyValidator(
              policy, validation.prompts(), judge, PassRates.MEAN, LONGEST_TEXT, AT_ONCE);
      PolicyLoop loop =
          new PolicyLoopBuilder(phase, judge, plan.output(), LoopOptions.of(plan.updates()))
              .validator(
                  label -> {
                    for (int temperature : new int[] {0, 1}) {
                      out.println(
                          label
                              + (temperature == 0 ? " likeliest" : " drawn")
                              + ": "
                              + words(policy, format, validation, plan, temperature));
                    }
                    return greedy.validate(label);
                  })
              .build();
      end.asks(loop::stop);
      LoopResult result = loop.run();
      policy.save(model);
      tokenizer.save(model);
      return result;
    }
  }

  private static LabTasks tasks(LabSplit split, int programs, RequirementFormat format) {
    return LabTasks.of(
        Laboratory.of(1),
        split,
        programs,
        Build.STATEMENTS,
        format,
        LONGEST_SOURCE,
        new Cl100kTokenCounter());
  }

  /** The share of the preferred side of each choice in what the policy writes. */
  private static String words(
      T5Model policy, RequirementFormat format, LabTasks tasks, Plan plan, double temperature) {
    GenerationOptions options =
        GenerationOptions.builder().temperature(temperature).maxTokens(LONGEST_TEXT).build();
    WordingVotes votes = WordingVotes.NONE;
    List<ReconstructionTask> all = tasks.all();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<ReconstructionTask> part = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      List<Generated> texts =
          policy.generate(
              part.stream().map(t -> t.prompt().source()).toList(),
              options,
              LongStream.range(from, from + part.size()).toArray());
      for (int i = 0; i < part.size(); i++) {
        List<Requirement> said =
            format.requirements(texts.get(i).tokens(), texts.get(i).ended(), part.get(i).units());
        votes = votes.plus(WordingReader.of(tasks.program(part.get(i).prompt().id())).read(said));
      }
    }
    List<String> shares = new ArrayList<>();
    for (int i = 0; i < WordingVotes.CHOICES.size(); i++) {
      int seen = votes.first().get(i) + votes.second().get(i);
      shares.add(
          String.format(
              Locale.ROOT,
              "%s %.3f of %d",
              WordingVotes.CHOICES.get(i),
              votes.share(i, plan.preference()),
              seen));
    }
    return String.join(", ", shares);
  }

  /**
   * Runs it.
   *
   * @param args output directory, {@link TrainReconstructors}' directory and seed, {@code a} or
   *     {@code b}, the policy's directory; then, if wanted, updates (125), programs (300),
   *     validation programs (60), seed (1), runner ({@code auto})
   * @throws IOException if the directory cannot be made
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 5) {
      System.err.println(
          "FindPreference OUTPUT RECONSTRUCTORS THEIR-SEED a|b POLICY"
              + " [UPDATES PROGRAMS VALIDATION SEED RUNNER]");
      return;
    }
    Preference first = Preference.hidden(Long.parseLong(args[2]));
    Preference preference = args[3].equals("a") ? first : first.opposite();
    LoopResult result =
        run(
            new Plan(
                Path.of(args[0]),
                Path.of(args[1]).resolve(args[3]),
                preference.wording(),
                Path.of(args[4]),
                args.length > 8 ? Long.parseLong(args[8]) : 1,
                args.length > 6 ? Integer.parseInt(args[6]) : 300,
                args.length > 7 ? Integer.parseInt(args[7]) : 60,
                args.length > 5 ? Integer.parseInt(args[5]) : 125,
                args.length > 9 ? args[9] : "auto"),
            System.out);
    System.out.println(result);
  }
}
