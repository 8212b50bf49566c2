package org.iccm.training.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.rollout.Attribution;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.training.engineer.RequirementFormat.Written;
import org.iccm.training.loop.RolloutJudge.Draft;
import org.iccm.training.reward.Judgement;
import org.iccm.training.reward.TokenCredit;
import org.jspecify.annotations.Nullable;

/** Gives the tokens of requirements what they earned. Immutable and thread-safe. */
final class Credits {
  private final CreditMode mode;
  private final @Nullable FactTests facts;

  Credits(CreditMode mode, @Nullable FactTests facts) {
    this.mode = mode;
    this.facts = facts;
  }

  /** The judgements of one group, with credits where there is something to tell apart. */
  List<Judgement> assign(
      List<Draft> group, List<List<Rollout>> rollouts, List<Judgement> judgements) {
    FactTests known = facts;
    List<Judgement> all = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      Judgement judgement = judgements.get(i);
      if (judgement.isRejected() || judgement.isUnscorable() || mode == CreditMode.SEQUENCE) {
        all.add(judgement);
      } else if (mode == CreditMode.ATTRIBUTION) {
        all.add(judgement.with(credit(group.get(i), attributed(group.get(i), rollouts.get(i)))));
      } else if (known != null) {
        all.add(judgement.with(credit(group.get(i), byFacts(i, group, rollouts, known))));
      }
    }
    return all;
  }

  /** Requirements without a worth of their own share the sample's advantage. */
  private static TokenCredit credit(Draft draft, List<OptionalDouble> worth) {
    List<TokenCredit.Span> spans = new ArrayList<>();
    for (int r = 0; r < draft.written().size(); r++) {
      Written w = draft.written().get(r);
      if (worth.get(r).isPresent()) {
        spans.add(new TokenCredit.Span(w.from(), w.to(), 0, worth.get(r).getAsDouble()));
      }
    }
    return TokenCredit.spans(draft.sample().length(), spans, 1);
  }

  private static List<OptionalDouble> attributed(Draft draft, List<Rollout> rollouts) {
    List<Attribution> one = Attribution.of(rollouts);
    List<OptionalDouble> worth = new ArrayList<>();
    for (int r = 0; r < draft.written().size(); r++) {
      boolean known = one.size() == 1 && r < one.get(0).differences().size();
      worth.add(known ? one.get(0).differences().get(r) : OptionalDouble.empty());
    }
    return worth;
  }

  private static List<OptionalDouble> byFacts(
      int sample, List<Draft> group, List<List<Rollout>> rollouts, FactTests facts) {
    Draft draft = group.get(sample);
    String prompt = draft.group().prompt().id();
    List<OptionalDouble> worth = new ArrayList<>();
    for (Written w : draft.written()) {
      Set<TestId> tests = facts.of(prompt, w.requirement());
      OptionalDouble own = passed(rollouts.get(sample), tests);
      List<Double> others = new ArrayList<>();
      for (int i = 0; i < group.size(); i++) {
        if (i != sample) {
          passed(rollouts.get(i), tests).ifPresent(others::add);
        }
      }
      OptionalDouble mean = others.stream().mapToDouble(Double::doubleValue).average();
      worth.add(
          own.isPresent() && mean.isPresent()
              ? OptionalDouble.of(own.getAsDouble() - mean.getAsDouble())
              : OptionalDouble.empty());
    }
    return worth;
  }

  /** Share of a fact's tests of the reward group, of those that count, over scored rollouts. */
  private static OptionalDouble passed(List<Rollout> rollouts, Set<TestId> tests) {
    List<Double> shares = new ArrayList<>();
    for (Rollout r : rollouts) {
      Set<TestId> wanted = new HashSet<>(r.inventory());
      wanted.retainAll(tests);
      wanted.removeIf(t -> TestGroup.of(t) != TestGroup.REWARD);
      if (r.omitted().isEmpty() && r.outcome().scored() && !wanted.isEmpty()) {
        // A run that broke off passed nothing, whatever its report has.
        Set<TestId> passed =
            r.outcome() == RolloutOutcome.COMPLETED && r.report().isPresent()
                ? r.report().get().passed()
                : Set.of();
        long hits = wanted.stream().filter(passed::contains).count();
        shares.add(hits / (double) wanted.size());
      }
    }
    return shares.stream().mapToDouble(Double::doubleValue).average();
  }
}
