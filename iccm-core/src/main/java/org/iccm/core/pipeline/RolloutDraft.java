package org.iccm.core.pipeline;

import java.util.List;
import org.iccm.api.application.TestId;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.jspecify.annotations.Nullable;

/** Gathers what every rollout says of itself, whatever became of it. */
final class RolloutDraft {
  private final Cell cell;
  private final ModelCard card;
  private final List<TestId> inventory;
  private RolloutOutcome outcome = RolloutOutcome.CANCELLED;
  private String detail = "";
  private Contexts.@Nullable Made context;
  private @Nullable Portion portion;
  private @Nullable GateVerdict verdict;

  RolloutDraft(Cell cell, ModelCard card, List<TestId> inventory) {
    this.cell = cell;
    this.card = card;
    this.inventory = inventory;
  }

  RolloutDraft outcome(RolloutOutcome value) {
    outcome = value;
    return this;
  }

  RolloutDraft detail(String value) {
    detail = value;
    return this;
  }

  RolloutDraft with(Contexts.Made value, Portion part) {
    context = value;
    portion = part;
    return this;
  }

  /** What the gate says of the portion, where that is not what it says of the whole. */
  RolloutDraft verdict(GateVerdict value) {
    verdict = value;
    return this;
  }

  Rollout.Builder build() {
    Rollout.Builder b =
        Rollout.builder(cell.app().id(), cell.engineer(), cell.model(), cell.sample(), outcome)
            .modelId(card.id())
            .modelRevision(card.revision())
            .scope(cell.target().scope())
            .units(cell.target().units())
            .inventory(inventory)
            .detail(detail);
    cell.omitted().ifPresent(b::omitted);
    Contexts.Made made = context;
    Portion part = portion;
    if (made != null && part != null) {
      b.context(made.context())
          .contextText(part.text())
          .requirements(part.given(), part.speaking())
          .contextKey(made.key())
          .gate(verdict == null ? made.gate() : verdict)
          .engineerFingerprint(made.card().fingerprint())
          .leaking(made.card().leaking());
    }
    return b;
  }
}
