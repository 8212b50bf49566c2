package org.iccm.examples.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Settings;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Mixture;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.run.PhaseGate;
import org.iccm.training.run.PhaseType;
import org.iccm.training.run.PlannedPhase;
import org.iccm.training.stream.SupervisedExample;
import org.iccm.training.supervised.SupervisedOptions;
import org.iccm.training.supervised.SupervisedPhase;
import org.iccm.training.supervised.SupervisedSettings;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * Phase 1 in the laboratory: supervised writing, retrieval if wanted, and the reading gate. Begins
 * with what the phase before delivered, else with {@code model}, else from nothing.
 */
final class LaboratorySupervised implements PhaseType {
  @Override
  public String name() {
    return "laboratory-supervised";
  }

  @Override
  public Options options() {
    List<Option.Builder> all = new ArrayList<>(SupervisedSettings.options());
    all.add(Option.path("model").doc("directory of a model to begin with"));
    all.add(
        Option.choice("size", "test", "lab")
            .defaultsTo("lab")
            .doc("the model's size, if none is given"));
    all.add(
        Option.integer("loraRank")
            .defaultsTo(0L)
            .between(0, 1_024)
            .doc("rank of an adapter of all linear layers that learns instead; 0: all weights do"));
    all.add(Option.integer("laboratorySeed").defaultsTo(1L));
    all.add(
        Option.integer("programs")
            .defaultsTo((long) LabSplit.PHASE1.size())
            .between(1, 10_000_000)
            .doc("programs of an epoch"));
    all.add(
        Option.decimal("drop")
            .defaultsTo(Mixture.FROZEN.drop())
            .between(0, 0.99)
            .doc("probability that a fact is left out"));
    all.add(
        Option.integer("validationPrograms")
            .defaultsTo(100L)
            .between(2, LabSplit.VALIDATION.size() - 1)
            .doc("programs of the validation split for early stopping"));
    all.add(
        Option.integer("gatePrograms")
            .defaultsTo(100L)
            .between(0, LabSplit.VALIDATION.size())
            .doc("others of that split for the reading gate; 0: no gate"));
    return Options.of(all.toArray(new Option.Builder[0]));
  }

  @Override
  public PlannedPhase plan(String name, Settings s, long seed) {
    SupervisedOptions options = SupervisedSettings.phase(s, seed);
    TrainingOptions training = SupervisedSettings.training(s, seed);
    Mixture mixture = new Mixture(s.decimal("drop"));
    long laboratorySeed = s.integer("laboratorySeed");
    int held = (int) s.integer("validationPrograms");
    int gate = (int) s.integer("gatePrograms");
    if (held + gate > LabSplit.VALIDATION.size()) {
      throw new IllegalArgumentException(
          "validationPrograms and gatePrograms are at most "
              + LabSplit.VALIDATION.size()
              + " together, are "
              + (held + gate));
    }
    if (gate == 1 && options.contrastEvery() > 0) {
      throw new IllegalArgumentException(
          "gatePrograms is 0 or at least 2 where retrieval is learned, is 1: among its sources one"
              + " is to be found");
    }
    LaboratorySource source =
        new LaboratorySource(laboratorySeed, mixture, (int) s.integer("programs"), seed);
    Optional<Path> given = s.findPath("model");
    T5Size size = s.text("size").equals("test") ? T5Size.TEST : T5Size.LAB;
    int rank = (int) s.integer("loraRank");
    PlannedPhase.Factory factory =
        previous -> {
          Optional<Path> from = previous.or(() -> given);
          if (rank > 0 && from.isEmpty()) {
            throw new ConfigurationException(
                "phases." + name + ".loraRank",
                "an adapter of a model that has learned nothing learns little; give 'model', or"
                    + " leave loraRank out");
          }
          TextTokenizer tokenizer =
              from.map(TextTokenizer::load)
                  .orElseGet(() -> TextTokenizer.shipped(ShippedTokenizer.CODE_4K));
          T5Model model =
              from.map(T5Model::load).orElseGet(() -> T5Model.random(size.config(), seed));
          return new SupervisedPhase(
              model,
              tokenizer,
              trainer(model, training, rank, seed),
              source,
              examples(validationPrograms(laboratorySeed, 0, held), mixture),
              options);
        };
    List<PhaseGate> gates = new ArrayList<>();
    if (gate > 0) {
      if (options.contrastEvery() > 0) {
        gates.add(
            (delivered, stopped) ->
                new RetrievalReport(
                        examples(validationPrograms(laboratorySeed, held, gate), mixture),
                        options.sourceTokens())
                    .judge(delivered, stopped));
      }
      gates.add(
          (delivered, stopped) ->
              new ReadingGate(
                      validationPrograms(laboratorySeed, held, gate),
                      options.sourceTokens(),
                      options.targetTokens(),
                      options.microBatch())
                  .judge(delivered, stopped));
    }
    String settings =
        String.join(
            "; ",
            options.toString(),
            training.toString(),
            source.identity(),
            "validation " + held,
            "gate " + gate,
            "loraRank " + rank,
            given.map(p -> "model " + p).orElse("size " + size));
    return new PlannedPhase(name, settings, factory, gates);
  }

  private static T5Trainer trainer(T5Model model, TrainingOptions training, int rank, long seed) {
    if (rank == 0) {
      return T5Trainer.full(model, training);
    }
    LoraConfig shape =
        LoraConfig.builder().pattern(".*").rank(rank).alpha(2 * rank).dropout(0).build();
    model.addAdapter("phase1", shape, seed);
    return T5Trainer.adapter(model, "phase1", training);
  }

  private static List<LabProgram> validationPrograms(long laboratorySeed, int from, int many) {
    return Laboratory.of(laboratorySeed)
        .programs(LabSplit.VALIDATION)
        .skip(from)
        .limit(many)
        .toList();
  }

  /** The same wordings whatever the training's seed: losses of seeds can be compared. */
  private static List<SupervisedExample> examples(List<LabProgram> programs, Mixture mixture) {
    return programs.stream()
        .flatMap(p -> mixture.pairs(p, 0, 0).stream())
        .map(p -> new SupervisedExample(p.chunk(), p.requirements()))
        .toList();
  }
}
