package org.iccm.training.t5;

import java.util.List;

/**
 * A loss that is a function of the log-probabilities of a batch's target tokens: cross-entropy,
 * policy gradients, divergences from another model. Because only they stand between loss and
 * weights, a loss needs no tensor: it says how steep it is at each of them.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenObjective {
  /**
   * Evaluates the loss.
   *
   * @param logProbabilities for each row, one value of 0 or less in nats for each target token,
   *     each given those before it; nothing is dropped unless the trainer drops
   * @param slopes of the same shape, filled with 0; takes the derivative of the loss by each value.
   *     The gradient is that of the sum of slope times log-probability, slopes held fixed
   * @return the batch's part of the loss, for the report
   */
  double evaluate(List<float[]> logProbabilities, List<float[]> slopes);
}
