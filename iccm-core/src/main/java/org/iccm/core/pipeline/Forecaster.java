package org.iccm.core.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.StoredCompletion;
import org.jspecify.annotations.Nullable;

/**
 * What a plan will cost: what is stored costs nothing, the rest goes by measured rates where there
 * are any.
 */
final class Forecaster {
  private static final int SAMPLE = 200;
  private static final double ASSUMED_TOKENS_PER_SECOND = 25;
  private static final double ASSUMED_READ_PER_SECOND = 80;

  // small models on the bundled applications: answers are a little shorter than the source, a
  // writer is asked about one function at a time
  private static final double ASSUMED_ANSWER_SHARE = 0.9;
  private static final int WRITER_CALLS = 8;
  private static final int WRITER_PROMPT = 450;
  private static final int WRITER_ANSWER = 90;
  private static final double RUN_SECONDS = 0.5;

  private final PipelineParts parts;
  private final CellStages stages;

  Forecaster(PipelineParts parts, CellStages stages) {
    this.parts = parts;
    this.stages = stages;
  }

  Forecast forecast(RolloutRequest request, List<String> models) {
    int rollouts = 0;
    int cached = 0;
    long calls = 0;
    long prompt = 0;
    long answer = 0;
    double seconds = 0;
    boolean measured = false;
    Set<CompletionKey> seen = new HashSet<>();
    Map<String, Optional<Double>> rates = new HashMap<>();
    for (String model : models) {
      Optional<Double> rate = rate(model);
      measured |= rate.isPresent();
      rates.put(model, rate);
    }
    Optional<Double> writerRate = rate(parts.writer());
    Optional<Double> none = Optional.empty();
    CellPlan plan = new CellPlan(request, stages, models);
    for (Application app : request.applications()) {
      List<Target> targets = stages.targets().expected(app, request);
      // counting reads all of a target's text: once, not for each context
      Map<Target, Long> sizes = new IdentityHashMap<>();
      for (ContextSource source : stages.sources(request, app)) {
        Optional<Contexts.Made> made = stages.storedContext(app, source, request);
        boolean writes = made.isEmpty() && source.writes();
        if (writes) {
          calls += WRITER_CALLS;
          prompt += (long) WRITER_CALLS * WRITER_PROMPT;
          answer += (long) WRITER_CALLS * WRITER_ANSWER;
          seconds += WRITER_CALLS * seconds(writerRate, WRITER_PROMPT, WRITER_ANSWER);
        }
        Map<Target, CellStages.Checked> portions =
            made.map(m -> stages.portions(m, targets)).orElse(Map.of());
        for (Target target : targets) {
          if (!target.refusal().isEmpty()) {
            rollouts += request.samples() * models.size();
            cached += request.samples() * models.size();
            continue;
          }
          long size = sizes.computeIfAbsent(target, this::size);
          for (Expected expected :
              expected(target, source, made, portions.get(target), request, plan)) {
            rollouts++;
            CompletionRequest c =
                stages.completionRequest(expected.cell(), request, expected.text());
            CompletionKey key = stages.key(expected.cell(), c);
            boolean known =
                made.isPresent()
                    && (!expected.admitted()
                        || !seen.add(key)
                        || parts.store().artifacts().findCompletion(key).isPresent());
            if (known) {
              cached++;
              continue;
            }
            long p =
                c.messages().stream().mapToLong(m -> parts.tokens().count(m.content())).sum()
                    + (made.isEmpty() ? size / 2 : 0);
            long a = (long) (size * ASSUMED_ANSWER_SHARE);
            calls++;
            prompt += p;
            answer += a;
            seconds += seconds(rates.getOrDefault(expected.cell().model(), none), p, a);
          }
        }
      }
    }
    int runs = rollouts - cached;
    return Forecast.builder(rollouts)
        .cachedCompletions(cached)
        .promptTokens(prompt)
        .completionTokens(answer)
        .testRuns(runs)
        .expected(
            Spending.builder()
                .calls(calls)
                .tokens(prompt + answer)
                .wallClock(Duration.ofMillis((long) (1000 * (seconds + runs * RUN_SECONDS / 2))))
                .build())
        .basis(
            measured
                ? "rates measured in this store"
                : "assumed: a model reads "
                    + (int) ASSUMED_READ_PER_SECOND
                    + " and writes "
                    + (int) ASSUMED_TOKENS_PER_SECOND
                    + " tokens/s")
        .build();
  }

  /** A cell, what its model would be given, and whether the gate lets it. */
  private record Expected(Cell cell, String text, boolean admitted) {}

  /**
   * The cells of one target and context. What a context holds that is not written yet is unknown:
   * one requirement for each unit is assumed where each is to be left out.
   */
  private List<Expected> expected(
      Target target,
      ContextSource source,
      Optional<Contexts.Made> made,
      CellStages.@Nullable Checked portion,
      RolloutRequest request,
      CellPlan plan) {
    List<Expected> all = new ArrayList<>();
    Optional<CellStages.Checked> part = Optional.ofNullable(portion);
    boolean admitted =
        made.map(m -> m.gate().admitted()).orElse(true)
            && part.map(CellStages.Checked::admitted).orElse(true);
    String text = part.map(p -> p.portion().text()).orElse("");
    plan.cells(target, source, OptionalInt.empty())
        .forEach(cell -> all.add(new Expected(cell, text, admitted)));
    if (!request.leaveOneOut() || !admitted) {
      return all;
    }
    List<Integer> given =
        part.map(p -> p.portion().given())
            .orElseGet(
                () ->
                    IntStream.range(0, target.task() == null ? units(target) : 1).boxed().toList());
    for (int position : given) {
      String rest =
          made.isPresent() && part.isPresent()
              ? part.get().portion().without(made.get().context().requirements(), position).text()
              : "";
      plan.cells(target, source, OptionalInt.of(position))
          .forEach(cell -> all.add(new Expected(cell, rest, true)));
    }
    return all;
  }

  private int units(Target target) {
    return parts
        .language(target.app().view().language())
        .map(l -> target.app().view().sources().stream().mapToInt(f -> l.units(f).size()).sum())
        .orElse(1);
  }

  /** Tokens of what is to be written. */
  private long size(Target target) {
    CodeUnit code = target.code();
    if (code != null) {
      return parts.tokens().count(code.text());
    }
    return target.app().view().sources().stream()
        .mapToLong(s -> parts.tokens().count(s.text()))
        .sum();
  }

  /** A measured rate holds the reading already. */
  private static double seconds(Optional<Double> rate, double prompt, double answer) {
    return rate.map(r -> answer / r)
        .orElse(prompt / ASSUMED_READ_PER_SECOND + answer / ASSUMED_TOKENS_PER_SECOND);
  }

  /** Generated tokens per second of a model, all slots together, from its latest completions. */
  private Optional<Double> rate(String model) {
    if (model.isEmpty()) {
      return Optional.empty();
    }
    ModelCard card = parts.backend(model).model();
    long tokens = 0;
    double seconds = 0;
    for (StoredCompletion s :
        parts.store().artifacts().latestCompletions(card.id(), card.revision(), SAMPLE)) {
      OptionalLong generated = s.completion().usage().completion();
      if (generated.isPresent()) {
        tokens += generated.getAsLong();
        seconds += s.completion().latency().toMillis() / 1000.0;
      }
    }
    return seconds < 1 ? Optional.empty() : Optional.of(tokens / seconds * card.concurrency());
  }
}
