package org.iccm.training.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.Digests;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.iccm.api.rollout.GivenContext;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.RolloutService;
import org.iccm.api.rollout.UnitPlan;
import org.iccm.api.rollout.UnitSelection;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.engineer.RequirementFormat.Written;
import org.iccm.training.policy.Sample;
import org.iccm.training.policy.SampledGroup;

/**
 * Judges by rollouts: what was written passes the gates, models rebuild from it, tests judge what
 * they built. Whether the models are real, trained here or scripted is the service's affair.
 *
 * <p>A sample that came to no end, says nothing, or is not admitted is rejected, before anything is
 * spent where possible. One whose rollouts all failed for reasons of their own (model, server,
 * sandbox) is unscorable.
 *
 * @since 0.1.0
 */
public final class RolloutJudge implements Judge {
  private final RolloutService service;
  private final RequirementFormat format;
  private final Map<String, ReconstructionTask> tasks;
  private final RolloutJudgeBuilder settings;

  RolloutJudge(RolloutJudgeBuilder b) {
    this.service = b.service;
    this.format = b.format;
    this.tasks = b.tasksByPrompt();
    this.settings = b;
  }

  @Override
  public String describe() {
    return "rollouts " + settings.describe();
  }

  /** A sample on its way: where it belongs, what it says, and its context's name if it has one. */
  record Draft(
      SampledGroup group, Sample sample, List<Written> written, String name, String refusal) {
    boolean isRefused() {
      return !refusal.isEmpty();
    }
  }

  /** What fits into one request: each application once, one scope, one budget. */
  private record Lot(Scope scope, OptionalInt budget, int turn) {}

  private static final class Load {
    final List<Application> applications = new ArrayList<>();
    final UnitPlan.Builder units = UnitPlan.builder();
    final List<GivenContext> contexts = new ArrayList<>();
  }

  @Override
  public Judging judge(String label, List<SampledGroup> groups) {
    List<List<Draft>> drafts = new ArrayList<>();
    Map<Lot, Load> loads = new LinkedHashMap<>();
    Set<List<Object>> taken = new HashSet<>();
    for (int g = 0; g < groups.size(); g++) {
      SampledGroup group = groups.get(g);
      ReconstructionTask task = task(group);
      Scope scope = scope(label, g);
      List<Draft> some = new ArrayList<>();
      for (int i = 0; i < group.samples().size(); i++) {
        some.add(draft(group, group.samples().get(i), task, label + "-" + g + "-" + i));
      }
      drafts.add(some);
      if (some.stream().allMatch(Draft::isRefused)) {
        continue;
      }
      int turn = 0;
      while (!taken.add(List.of(scope, task.contextBudget(), turn, task.application().id()))) {
        turn++;
      }
      Load load =
          loads.computeIfAbsent(new Lot(scope, task.contextBudget(), turn), l -> new Load());
      load.applications.add(task.application());
      load.units.units(task.application().id(), UnitSelection.named(task.units()));
      some.stream()
          .filter(d -> !d.isRefused())
          .forEach(d -> load.contexts.add(given(d, task, scope)));
    }
    List<RolloutBatch> batches = new ArrayList<>();
    try {
      loads.forEach((lot, load) -> batches.add(service.submit(request(label, lot, load))));
    } catch (RuntimeException e) {
      batches.forEach(RolloutBatch::close);
      throw e;
    }
    return new RolloutJudging(drafts, batches, settings);
  }

  private ReconstructionTask task(SampledGroup group) {
    ReconstructionTask task = tasks.get(group.prompt().id());
    if (task == null) {
      throw new IllegalArgumentException(
          group.prompt() + " has no task; give the judge those of all prompts");
    }
    return task;
  }

  /** A group has one scope, and the same one whenever it is judged. */
  private Scope scope(String label, int group) {
    if (settings.scope == Scope.APPLICATION) {
      return Scope.APPLICATION;
    }
    String digest = Digests.of("scope", label, Integer.toString(group));
    double chance = Long.parseLong(digest.substring(0, 13), 16) / (double) (1L << 52);
    return chance < settings.applicationShare ? Scope.APPLICATION : Scope.UNIT;
  }

  private Draft draft(SampledGroup group, Sample sample, ReconstructionTask task, String name) {
    List<Written> written = format.written(sample.tokens(), sample.ended(), task.units());
    String refusal = "";
    if (!sample.ended()) {
      refusal = "unended";
    } else if (written.isEmpty()) {
      refusal = "empty";
    } else {
      List<Requirement> requirements = written.stream().map(Written::requirement).toList();
      refusal = settings.admission.refusal(task, requirements).orElse("");
    }
    return new Draft(group, sample, written, name, refusal);
  }

  private static GivenContext given(Draft draft, ReconstructionTask task, Scope scope) {
    List<Requirement> all = new ArrayList<>();
    draft.written().forEach(w -> all.add(w.requirement()));
    if (scope == Scope.APPLICATION) {
      all.addAll(task.rest());
    }
    return GivenContext.of(
        task.application().id(), draft.name(), EngineeredContext.builder(all).build());
  }

  private RolloutRequest request(String label, Lot lot, Load load) {
    RolloutRequest.Builder request =
        RolloutRequest.builder(settings.runId, load.applications, List.of())
            .scope(lot.scope())
            .contexts(load.contexts)
            .leaveOneOut(settings.credit == CreditMode.ATTRIBUTION)
            .models(settings.models)
            .samples(settings.samples)
            .sampling(settings.sampling)
            .budget(settings.budget)
            .limits(settings.limits)
            .seed(settings.seed)
            .tag(label);
    if (lot.scope() == Scope.UNIT) {
      request.units(load.units.build());
    }
    lot.budget().ifPresent(request::contextBudget);
    return request.build();
  }
}
