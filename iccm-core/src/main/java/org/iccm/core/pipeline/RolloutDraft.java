package org.iccm.core.pipeline;

import java.util.List;
import org.iccm.api.application.TestId;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.jspecify.annotations.Nullable;

/** Gathers what every rollout says of itself, whatever became of it. */
final class RolloutDraft {
  private final Cell cell;
  private final RolloutRequest request;
  private final ModelCard card;
  private final List<TestId> inventory;
  private RolloutOutcome outcome = RolloutOutcome.CANCELLED;
  private String detail = "";
  private Contexts.@Nullable Made context;

  RolloutDraft(Cell cell, RolloutRequest request, ModelCard card, List<TestId> inventory) {
    this.cell = cell;
    this.request = request;
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

  RolloutDraft with(Contexts.Made value) {
    context = value;
    return this;
  }

  Rollout.Builder build() {
    Rollout.Builder b =
        Rollout.builder(cell.app().id(), cell.engineer(), cell.model(), cell.sample(), outcome)
            .modelId(card.id())
            .modelRevision(card.revision())
            .scope(request.scope())
            .inventory(inventory)
            .detail(detail);
    Contexts.Made made = context;
    if (made != null) {
      b.context(made.context())
          .contextText(made.text())
          .contextKey(made.key())
          .gate(made.gate())
          .engineerFingerprint(made.card().fingerprint())
          .leaking(made.card().leaking());
    }
    return b;
  }
}
