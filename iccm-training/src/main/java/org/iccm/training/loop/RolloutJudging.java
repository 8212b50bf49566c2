package org.iccm.training.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.training.loop.RolloutJudge.Draft;
import org.iccm.training.reward.Judgement;
import org.jspecify.annotations.Nullable;

/** Collects a batch's rollouts and makes judgements of them. */
final class RolloutJudging implements Judging {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private final List<List<Draft>> drafts;
  private final List<RolloutBatch> batches;
  private final RolloutJudgeBuilder settings;
  private final Map<String, Integer> counts = new TreeMap<>();
  private boolean closed;

  RolloutJudging(
      List<List<Draft>> drafts, List<RolloutBatch> batches, RolloutJudgeBuilder settings) {
    this.drafts = drafts;
    this.batches = batches;
    this.settings = settings;
  }

  @Override
  public Judged await() {
    if (closed) {
      throw new IllegalStateException("the judging is closed");
    }
    Map<String, List<Rollout>> byContext = new HashMap<>();
    for (Rollout r : collect()) {
      byContext.computeIfAbsent(r.engineer(), n -> new ArrayList<>()).add(r);
    }
    // Whatever finished first: sums of doubles depend on the order.
    byContext.values().forEach(l -> l.sort(Comparator.comparing(Rollout::key)));
    List<List<Judgement>> all = new ArrayList<>();
    for (List<Draft> group : drafts) {
      List<List<Rollout>> rollouts =
          group.stream().map(d -> byContext.getOrDefault(d.name(), List.of())).toList();
      List<Judgement> plain = new ArrayList<>();
      for (int i = 0; i < group.size(); i++) {
        plain.add(judgement(group.get(i), rollouts.get(i)));
      }
      all.add(new Credits(settings.credit, settings.facts).assign(group, rollouts, plain));
    }
    return new Judged(all, cost(), counts);
  }

  /** All batches to their ends, also where a budget ended one: what is finished is stored. */
  private List<Rollout> collect() {
    List<Rollout> rollouts = new ArrayList<>();
    @Nullable BudgetExceededException over = null;
    for (RolloutBatch batch : batches) {
      try {
        while (!batch.isDone()) {
          batch.next(GLANCE).ifPresent(rollouts::add);
        }
      } catch (BudgetExceededException e) {
        over = e;
      }
    }
    if (over != null) {
      throw over;
    }
    if (rollouts.stream().anyMatch(r -> r.outcome() == RolloutOutcome.CANCELLED)) {
      throw new CancelledException("rollouts were cancelled: nothing is learned from the rest");
    }
    return rollouts;
  }

  private Judgement judgement(Draft draft, List<Rollout> rollouts) {
    if (draft.isRefused()) {
      count(draft.refusal());
      return Judgement.rejected();
    }
    List<Rollout> whole = rollouts.stream().filter(r -> r.omitted().isEmpty()).toList();
    whole.forEach(r -> count("rollouts/" + r.outcome().name().toLowerCase(Locale.ROOT)));
    List<Rollout> scored = whole.stream().filter(r -> r.outcome().scored()).toList();
    if (!scored.isEmpty()
        && scored.stream().allMatch(r -> r.outcome() == RolloutOutcome.CONTEXT_REJECTED)) {
      count("rejected");
      return Judgement.rejected();
    }
    Map<String, Double> terms = settings.terms.of(whole);
    count(terms.isEmpty() ? "unscorable" : "scored");
    return terms.isEmpty() ? Judgement.unscorable() : Judgement.scored(terms);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private Cost cost() {
    long calls = 0;
    long runs = 0;
    long prompt = 0;
    long completion = 0;
    long cachedCompletions = 0;
    long cachedRuns = 0;
    for (RolloutBatch batch : batches) {
      Cost cost = batch.cost();
      calls += cost.modelCalls();
      runs += cost.testRuns();
      prompt += cost.promptTokens();
      completion += cost.completionTokens();
      cachedCompletions += cost.cachedCompletions();
      cachedRuns += cost.cachedRuns();
    }
    return Cost.builder()
        .modelCalls(calls)
        .testRuns(runs)
        .promptTokens(prompt)
        .completionTokens(completion)
        .cachedCompletions(cachedCompletions)
        .cachedRuns(cachedRuns)
        .build();
  }

  @Override
  public void close() {
    closed = true;
    batches.forEach(RolloutBatch::close);
  }
}
