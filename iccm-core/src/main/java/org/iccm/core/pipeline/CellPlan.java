package org.iccm.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.iccm.api.application.Application;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.jspecify.annotations.Nullable;

/** The cells of a request. Thread-safe. */
final class CellPlan {
  private final RolloutRequest request;
  private final CellStages stages;
  private final List<String> models;

  CellPlan(RolloutRequest request, CellStages stages, List<String> models) {
    this.request = request;
    this.stages = stages;
    this.models = models;
  }

  /** A cell whose model is to be asked, and what it is given. */
  record Asked(Cell cell, Contexts.Made made, Portion portion) {}

  /**
   * What one context comes to.
   *
   * @param ended rollouts without a model's answer
   * @param asked the others, each model as often as any other
   * @param added how many cells there are with a requirement left out
   */
  record Planned(List<Rollout> ended, List<Asked> asked, int added) {}

  /** Rollouts of an application with so many targets, but for those without a requirement. */
  int rollouts(Application app, int targets) {
    int contexts = stages.sources(request, app).size();
    return targets * contexts * request.samples() * models.size();
  }

  /**
   * The cells of one context.
   *
   * @param targets what is rebuilt
   * @param source where the context comes from
   * @param made the context, or null if its engineer failed
   * @param why it failed
   */
  Planned of(List<Target> targets, ContextSource source, Contexts.@Nullable Made made, String why) {
    List<Rollout> ended = new ArrayList<>();
    List<Asked> asked = new ArrayList<>();
    int added = 0;
    Map<Target, CellStages.Checked> parts =
        made == null ? Map.of() : stages.portions(made, targets);
    for (Target target : targets) {
      CellStages.Checked part = parts.get(target);
      if (!target.refusal().isEmpty() || made == null || part == null) {
        boolean unreached = !target.refusal().isEmpty();
        for (Cell cell : cells(target, source, OptionalInt.empty())) {
          ended.add(
              stages.without(
                  cell,
                  request,
                  unreached ? RolloutOutcome.UNREACHED : RolloutOutcome.NO_COMPLETION,
                  unreached ? target.refusal() : why));
        }
        continue;
      }
      List<Cell> cells = cells(target, source, OptionalInt.empty());
      if (!made.gate().admitted() || !part.admitted()) {
        for (Cell cell : cells) {
          ended.add(stages.rejected(cell, request, made, part));
        }
        continue;
      }
      for (Cell cell : cells) {
        asked.add(new Asked(cell, made, part.portion()));
      }
      if (request.leaveOneOut()) {
        added += leaveOut(target, source, made, part.portion(), asked);
      }
    }
    return new Planned(ended, asked, added);
  }

  /** What a rollout was not given cannot be left out of it. */
  private int leaveOut(
      Target target, ContextSource source, Contexts.Made made, Portion portion, List<Asked> asked) {
    int before = asked.size();
    for (int position : portion.given()) {
      Portion rest = portion.without(made.context().requirements(), position);
      for (Cell cell : cells(target, source, OptionalInt.of(position))) {
        asked.add(new Asked(cell, made, rest));
      }
    }
    return asked.size() - before;
  }

  List<Cell> cells(Target target, ContextSource source, OptionalInt omitted) {
    List<Cell> cells = new ArrayList<>();
    for (int sample = 0; sample < request.samples(); sample++) {
      for (String model : models) {
        cells.add(new Cell(target, source.name(), model, sample, omitted));
      }
    }
    return cells;
  }
}
