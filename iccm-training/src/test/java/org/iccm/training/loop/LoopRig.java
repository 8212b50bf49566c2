package org.iccm.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.iccm.api.application.Digests;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.rollout.Cost;
import org.iccm.training.alarm.AlarmLimits;
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.policy.PolicyOptions;
import org.iccm.training.policy.PolicyPhase;
import org.iccm.training.policy.PolicyPhaseBuilder;
import org.iccm.training.policy.PolicyUpdate;
import org.iccm.training.policy.Sample;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.policy.TinyPolicy;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.Judgement;
import org.iccm.training.t5.ReferencePolicy;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.jspecify.annotations.Nullable;

/** A loop over a model of milliseconds and a judge that reads token ids. */
final class LoopRig implements LoopListener {
  private static final int VOCABULARY = 16;
  private static final T5Config CONFIG = TinyPolicy.config(VOCABULARY, 16);

  /** Stands for the end of the process. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final Path directory;
  final Map<Integer, PolicyUpdate> updates = new TreeMap<>();
  final List<String> events = new ArrayList<>();
  AlarmLimits limits = AlarmLimits.usual();
  int patience = 100;
  LoopOptions options = new LoopOptions(12, 4, 1, 0.5, 3, Optional.empty());
  Clock clock = Clock.systemUTC();
  ToDoubleFunction<String> validation = l -> Math.sin(l.hashCode());
  String judgeName = "scripted";
  Runnable afterUpdate = () -> {};

  /** Calls of judge, await, validation and listener until it is killed. */
  int lives = Integer.MAX_VALUE;

  /** Calls of the same kind until it is asked to stop; waiting calls hear of it. */
  int callsUntilStop = Integer.MAX_VALUE;

  /** Updates made in all invocations, those made again counted again. */
  int made;

  /** Batches that the budget allows. */
  int budget = Integer.MAX_VALUE;

  int open;
  int mostOpen;
  double rateFactor;
  private @Nullable PolicyLoop loop;

  LoopRig(Path directory) {
    this.directory = directory;
  }

  /** Runs until its end; the digest is of all that was last saved but time. */
  LoopResult run() {
    try (T5Model model = T5Model.random(CONFIG, 3);
        ReferencePolicy reference = ReferencePolicy.copyOf(model);
        T5Trainer trainer =
            T5Trainer.full(
                model, TrainingOptions.builder().learningRate(5e-3).weightDecay(0).build())) {
      PolicyPhase phase =
          new PolicyPhaseBuilder(model, trainer, prompts())
              .objective(PolicyOptions.rloo().maxStaleness(1).build())
              .reference(reference)
              .alarms(limits)
              .earlyStop(new EarlyStop(patience, 0))
              .batch(3, 4)
              .maxTokens(5)
              .seed(8)
              .build();
      PolicyLoop built =
          new PolicyLoopBuilder(phase, new Scripted(), directory, options)
              .validator(this::validate)
              .listener(this)
              .clock(clock)
              .build();
      loop = built;
      LoopResult result = built.run();
      rateFactor = phase.rateFactor();
      return result;
    }
  }

  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      prompts.add(new Prompt("p" + i, new int[] {2 + i, 3, 1}, 0));
    }
    return prompts;
  }

  String digest() {
    try (var places = Files.list(directory.resolve("latest"))) {
      Path last = places.filter(Files::isDirectory).sorted().reduce((a, b) -> b).orElseThrow();
      List<String> parts = new ArrayList<>();
      for (String file :
          List.of(
              "tensors.safetensors", "means.safetensors", "squares.safetensors", "policy.json")) {
        parts.add(HexFormat.of().formatHex(Files.readAllBytes(last.resolve(file))));
      }
      parts.add(Files.readString(last.resolve("loop.json")).replaceAll(",\"wallMillis\".*", ""));
      return Digests.of(parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void live() {
    if (--lives < 0) {
      throw new Killed();
    }
    if (--callsUntilStop == 0) {
      Objects.requireNonNull(loop).stop();
    }
  }

  private static void hear() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("interrupted");
    }
  }

  private double validate(String label) {
    live();
    hear();
    events.add(label);
    return validation.applyAsDouble(label);
  }

  @Override
  public void updated(PolicyUpdate update, Judged judged, Duration wallClock) {
    made++;
    PolicyUpdate earlier = updates.put(update.update(), update);
    if (earlier != null && events.stream().noneMatch(e -> e.startsWith("halted"))) {
      assertThat(update).isEqualTo(earlier);
    }
    afterUpdate.run();
    live();
  }

  @Override
  public void halted(int update, String reason, int restored) {
    events.add("halted " + update + " -> " + restored + " " + reason);
  }

  private final class Scripted implements Judge {
    @Override
    public String describe() {
      return judgeName;
    }

    @Override
    public Judging judge(String label, List<SampledGroup> groups) {
      live();
      open++;
      mostOpen = Math.max(mostOpen, open);
      return new Judging() {
        private boolean closed;

        @Override
        public Judged await() {
          live();
          hear();
          if (--budget < 0) {
            throw new BudgetExceededException("r", "calls", "1", "1", "no calls are left");
          }
          return judged(groups);
        }

        @Override
        public void close() {
          open -= closed ? 0 : 1;
          closed = true;
        }
      };
    }
  }

  private static Judged judged(List<SampledGroup> groups) {
    List<List<Judgement>> all = new ArrayList<>();
    for (SampledGroup group : groups) {
      List<Judgement> some = new ArrayList<>();
      for (Sample s : group.samples()) {
        int sum = Arrays.stream(s.tokens()).sum();
        some.add(
            sum % 7 == 0
                ? Judgement.unscorable()
                : sum % 5 == 0
                    ? Judgement.rejected()
                    : Judgement.scored(Map.of("mean", sum / (16.0 * s.length()))));
      }
      all.add(some);
    }
    return new Judged(all, Cost.builder().modelCalls(12).testRuns(9).build(), Map.of());
  }
}
