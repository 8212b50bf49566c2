package org.iccm.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.alarm.SupervisedFallback;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.checkpoint.Checkpoints;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.prompt.Curriculum;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.Judgement;
import org.iccm.training.reward.RewardComposer;
import org.iccm.training.reward.TermScaling;
import org.iccm.training.reward.TermSchedule;
import org.iccm.training.reward.TokenCredit;
import org.iccm.training.t5.ReferencePolicy;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseResumeTest {
  private static final int VOCABULARY = 16;
  private static final int UPDATES = 14;
  private static final T5Config CONFIG = TinyPolicy.config(VOCABULARY, 16);

  @TempDir Path directory;

  private static PolicyPhaseBuilder builder(
      T5Model model, T5Trainer trainer, ReferencePolicy reference) {
    return new PolicyPhaseBuilder(model, trainer, TinyPolicy.prompts(12, VOCABULARY))
        .objective(
            PolicyOptions.rloo().maxStaleness(1).klController(new KlController(0.1, 50)).build())
        .reference(reference)
        .rewards(
            RewardComposer.of(
                List.of(TermSchedule.always("mean", 1), new TermSchedule("short", 0.5, 4, 3)),
                TermScaling.FIRST))
        .curriculum(new Curriculum(0.3, 10))
        .fallback(new SupervisedFallback(0.05, 0.5))
        .earlyStop(new EarlyStop(50, 0))
        .batch(3, 4)
        .maxTokens(5)
        .seed(8);
  }

  /**
   * What a judge says follows from the text: some fail, some are rejected, some tokens earn more.
   */
  private static List<List<Judgement>> judge(List<SampledGroup> batch) {
    List<List<Judgement>> all = new ArrayList<>();
    for (SampledGroup group : batch) {
      List<Judgement> judgements = new ArrayList<>();
      for (Sample s : group.samples()) {
        int sum = 0;
        for (int id : s.tokens()) {
          sum += id;
        }
        double mean = sum / (16.0 * s.length());
        Judgement scored =
            sum % 3 == 0
                ? Judgement.scored(Map.of("mean", mean))
                : Judgement.scored(Map.of("mean", mean, "short", 1.0 / s.length()));
        judgements.add(
            sum % 7 == 0
                ? Judgement.unscorable()
                : sum % 11 == 0
                    ? Judgement.rejected()
                    : sum % 2 == 0
                        ? scored
                        : scored.with(
                            TokenCredit.spans(
                                s.length(), List.of(new TokenCredit.Span(0, 1, 2, 0.1)), 0.5)));
      }
      all.add(judgements);
    }
    return all;
  }

  private record Run(List<PolicyUpdate> updates, String digest) {}

  /** From the newest checkpoint on; ends after the given update as if killed. */
  private static Run run(Checkpoints checkpoints, boolean adapter, int until) throws IOException {
    TrainingOptions training =
        TrainingOptions.builder()
            .learningRate(adapter ? 2e-2 : 5e-3)
            .schedule(Schedule.cosine(2, 40))
            .weightDecay(0)
            .build();
    List<PolicyUpdate> updates = new ArrayList<>();
    try (T5Model model = T5Model.random(CONFIG, 3);
        ReferencePolicy reference = ReferencePolicy.copyOf(model)) {
      model.addAdapter("a", LoraConfig.builder().pattern(".*").rank(2).build(), 5);
      try (T5Trainer trainer =
          adapter ? T5Trainer.adapter(model, "a", training) : T5Trainer.full(model, training)) {
        PolicyPhase phase = builder(model, trainer, reference).build();
        checkpoints.latest().ifPresent(c -> phase.restore(c.directory()));
        TokenBatch supervised =
            TokenBatch.of(CONFIG, List.of(new int[] {4, 5, 1}), List.of(new int[] {6, 7, 1}));
        while (phase.updates() < until) {
          while (phase.maySample()) {
            phase.sample();
          }
          updates.add(phase.learn(judge(phase.pending().get(0)), List.of(supervised)));
          if (phase.updates() % 3 == 0) {
            phase.validated(Math.sin(phase.updates()));
          }
          if (phase.updates() == 5) {
            phase.slowDown(0.5);
          }
          assertThat(phase.pending()).hasSize(1);
          checkpoints.write(phase.updates(), phase::save);
        }
      }
    }
    return new Run(updates, digest(checkpoints.latest().orElseThrow().directory()));
  }

  private static String digest(Path directory) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String file :
          List.of(
              "tensors.safetensors", "means.safetensors", "squares.safetensors", "policy.json")) {
        sha.update(Files.readAllBytes(directory.resolve(file)));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("stopped at random updates with batches in flight, all goes on bit for bit")
  void bitForBit(boolean adapter) throws IOException {
    Run whole = run(Checkpoints.in(directory.resolve("whole"), 1, 0), adapter, UPDATES);
    assertThat(whole.updates).hasSize(UPDATES).allMatch(u -> u.step().moved());
    assertThat(whole.updates.stream().mapToInt(u -> u.step().staleness()).max()).hasValue(1);
    Checkpoints pieces = Checkpoints.in(directory.resolve("pieces"), 1, 0);
    SplittableRandom random = new SplittableRandom(4);
    TreeSet<Integer> stops = new TreeSet<>();
    while (stops.size() < 5) {
      stops.add(1 + random.nextInt(UPDATES - 1));
    }
    stops.add(UPDATES);
    List<PolicyUpdate> updates = new ArrayList<>();
    String digest = "";
    for (int stop : stops) {
      Run part = run(pieces, adapter, stop);
      updates.addAll(part.updates);
      digest = part.digest;
    }
    assertThat(updates).isEqualTo(whole.updates);
    assertThat(digest).isEqualTo(whole.digest);
  }

  @Test
  @DisplayName("a field of the state that is lost shows: the test above can fail")
  void everyFieldMatters() throws IOException {
    Run whole = run(Checkpoints.in(directory.resolve("whole"), 1, 0), false, UPDATES);
    Checkpoints half = Checkpoints.in(directory.resolve("half"), 1, 0);
    run(half, false, 7);
    Path from = half.latest().orElseThrow().directory();
    Map<String, UnaryOperator<String>> losses =
        Map.of(
            "rateFactor", s -> s.replaceAll("\"rateFactor\":[^,]*", "\"rateFactor\":1.0"),
            "beta", s -> s.replaceAll("\"beta\":[^,]*", "\"beta\":0.01"),
            "batches", s -> s.replaceAll("\"batches\":[^,]*", "\"batches\":3"),
            "usefulness", s -> s.replaceAll("\"usefulness\":\\{[^}]*\\}", "\"usefulness\":{}"),
            "scales", s -> s.replaceAll("\"short\":0\\.[0-9E-]*", "\"short\":0.9"),
            "pending", s -> s.replaceAll("\"pending\":.*\\}$", "\"pending\":[]}"));
    losses.forEach(
        (name, loss) -> {
          Checkpoints damaged = Checkpoints.in(directory.resolve(name), 1, 0);
          damaged.write(
              7,
              place -> {
                try (var files = Files.list(from)) {
                  for (Path file : files.toList()) {
                    if (!file.endsWith("manifest.json")) {
                      Files.copy(file, place.resolve(file.getFileName()));
                    }
                  }
                }
                Path state = place.resolve("policy.json");
                String before = Files.readString(state).strip();
                String after = loss.apply(before);
                assertThat(after).as(name).isNotEqualTo(before);
                Files.writeString(state, after);
              });
          try {
            Run resumed = run(damaged, false, UPDATES);
            assertThat(resumed.updates).as(name).isNotEqualTo(whole.updates.subList(7, UPDATES));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  @DisplayName("a checkpoint of another phase is refused with all that differs")
  void anotherPhase() throws IOException {
    TrainingOptions training = TrainingOptions.builder().build();
    try (T5Model model = T5Model.random(CONFIG, 3);
        T5Model other = T5Model.random(CONFIG, 4);
        ReferencePolicy reference = ReferencePolicy.copyOf(model);
        ReferencePolicy another = ReferencePolicy.copyOf(other);
        T5Trainer trainer = T5Trainer.full(model, training)) {
      PolicyPhase phase = builder(model, trainer, reference).build();
      phase.sample();
      phase.save(directory);
      PolicyPhase same = builder(model, trainer, reference).build();
      same.restore(directory);
      assertThat(same.pending()).isEqualTo(phase.pending());
      PolicyPhase different =
          builder(model, trainer, another).seed(9).fallback(SupervisedFallback.none()).build();
      assertThatThrownBy(() -> different.restore(directory))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("reference there is " + reference.digest())
          .hasMessageContaining("seed there is 8, here 9")
          .hasMessageContaining("fallback");
      String state = Files.readString(directory.resolve("policy.json"));
      Files.writeString(directory.resolve("policy.json"), state.replace("\"beta\"", "\"gamma\""));
      assertThatThrownBy(() -> phase.restore(directory))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("beta");
      Files.writeString(directory.resolve("policy.json"), "{");
      assertThatThrownBy(() -> phase.restore(directory)).hasMessageContaining("damaged");
      Files.delete(directory.resolve("policy.json"));
      assertThatThrownBy(() -> phase.restore(directory)).hasMessageContaining("cannot be read");
    }
  }

  private static List<Prompt> prompts() {
    return TinyPolicy.prompts(2, VOCABULARY);
  }

  @Test
  @DisplayName("what does not fit is refused and says what to do")
  void refusals() {
    TrainingOptions training = TrainingOptions.builder().build();
    try (T5Model model = T5Model.random(CONFIG, 3);
        ReferencePolicy reference = ReferencePolicy.copyOf(model);
        T5Trainer trainer = T5Trainer.full(model, training);
        T5Trainer dropping =
            T5Trainer.full(model, TrainingOptions.builder().dropout(0.1).build())) {
      assertThatThrownBy(() -> new PolicyPhaseBuilder(model, trainer, prompts()).build())
          .hasMessageContaining("give a reference");
      assertThatThrownBy(
              () ->
                  new PolicyPhaseBuilder(model, trainer, prompts())
                      .reference(ReferencePolicy.adapter(model, null))
                      .build())
          .hasMessageContaining("learns with the policy");
      assertThatThrownBy(
              () -> new PolicyPhaseBuilder(model, dropping, prompts()).reference(reference).build())
          .hasMessageContaining("dropout");
      PolicyPhase phase = builder(model, trainer, reference).build();
      assertThatThrownBy(() -> phase.learn(List.of(), List.of()))
          .hasMessageContaining("draw one first");
      phase.sample();
      phase.sample();
      assertThat(phase.maySample()).isFalse();
      assertThatThrownBy(phase::sample).hasMessageContaining("2 batches are pending");
      assertThatThrownBy(() -> phase.learn(List.of(), List.of()))
          .hasMessageContaining("the judgements are for []");
      TokenCredit long6 = TokenCredit.spans(6, List.of(), 1);
      List<List<Judgement>> wrong = new ArrayList<>();
      for (SampledGroup g : phase.pending().get(0)) {
        wrong.add(
            Collections.nCopies(
                g.samples().size(), Judgement.scored(Map.of("mean", 0.5)).with(long6)));
      }
      assertThatThrownBy(() -> phase.learn(wrong, List.of()))
          .hasMessageContaining("credit of 6 tokens");
      assertThat(phase.pending()).hasSize(2);
      List<RewardedGroup> groups = new ArrayList<>();
      for (SampledGroup g : phase.pending().get(0)) {
        groups.add(RewardedGroup.of(g, 0, 1, 0, 1));
      }
      PolicyTrainer direct =
          new PolicyTrainer(CONFIG, trainer, PolicyOptions.rloo().maxStaleness(0).build());
      direct.step(groups, 0.01, null, 1);
      assertThatThrownBy(() -> direct.step(groups, 0.01, null, 1))
          .hasMessageContaining("1 steps old");
    }
  }
}
