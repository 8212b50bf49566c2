package org.iccm.training.t5;

import java.util.Objects;

/**
 * A batch and what is to be made small on it.
 *
 * @param batch sources and targets
 * @param objective the loss; evaluated once per step, on the trainer's thread
 * @since 0.1.0
 */
public record ObjectiveBatch(TokenBatch batch, TokenObjective objective) {
  /** Checks that both are there. */
  public ObjectiveBatch {
    Objects.requireNonNull(batch, "batch");
    Objects.requireNonNull(objective, "objective");
  }
}
