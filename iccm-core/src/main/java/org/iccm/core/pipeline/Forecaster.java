package org.iccm.core.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.StoredCompletion;

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
    for (Application app : request.applications()) {
      long source =
          app.view().sources().stream().mapToLong(s -> parts.tokens().count(s.text())).sum();
      for (String engineer : request.engineers()) {
        Optional<Contexts.Made> made = stages.storedContext(app, engineer, request);
        boolean writes = made.isEmpty() && stages.writes(engineer);
        if (writes) {
          calls += WRITER_CALLS;
          prompt += (long) WRITER_CALLS * WRITER_PROMPT;
          answer += (long) WRITER_CALLS * WRITER_ANSWER;
          seconds += WRITER_CALLS * seconds(writerRate, WRITER_PROMPT, WRITER_ANSWER);
        }
        for (String model : models) {
          Optional<Double> rate = rates.getOrDefault(model, Optional.empty());
          for (int sample = 0; sample < request.samples(); sample++) {
            rollouts++;
            Cell cell = new Cell(app, engineer, model, sample);
            String text = made.map(Contexts.Made::text).orElse("");
            CompletionRequest c = stages.completionRequest(cell, request, text);
            CompletionKey key = CompletionService.key(parts.backend(model).model(), c);
            boolean known =
                made.isPresent()
                    && (!made.get().gate().admitted()
                        || !seen.add(key)
                        || parts.store().artifacts().findCompletion(key).isPresent());
            if (known) {
              cached++;
              continue;
            }
            long p =
                c.messages().stream().mapToLong(m -> parts.tokens().count(m.content())).sum()
                    + (made.isEmpty() ? source / 2 : 0);
            long a = (long) (source * ASSUMED_ANSWER_SHARE);
            calls++;
            prompt += p;
            answer += a;
            seconds += seconds(rate, p, a);
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
