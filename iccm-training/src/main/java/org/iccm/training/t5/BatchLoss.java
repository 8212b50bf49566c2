package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/** What one way back starts from. One object for one batch of one step. */
abstract class BatchLoss {
  private double value;

  /** The batch's part of the loss; known after {@link #of}. */
  double value() {
    return value;
  }

  void value(double loss) {
    this.value = loss;
  }

  /**
   * A value whose gradient is the loss's, shape {@code [1]}; takes the scores {@code [B, L, V]}
   * over.
   */
  abstract PtNDArray of(Pass pass, PtNDArray logits);

  /** Cross-entropy, divided by the given number. */
  static BatchLoss crossEntropy(T5Network network, TokenRows labels, double divisor) {
    return new BatchLoss() {
      @Override
      PtNDArray of(Pass pass, PtNDArray logits) {
        PtNDArray loss = network.loss(pass, logits, labels, divisor);
        value(Torch.toFloats(loss)[0]);
        return loss;
      }
    };
  }

  /** Any loss of the labels' log-probabilities: their sum, weighted with its slopes. */
  static BatchLoss objective(T5Network network, TokenRows labels, TokenObjective objective) {
    return new BatchLoss() {
      @Override
      PtNDArray of(Pass pass, PtNDArray logits) {
        PtNDArray logs = network.logProbabilities(pass, logits, labels);
        List<float[]> rows = labels.split(Torch.toFloats(logs));
        List<float[]> slopes = rows.stream().map(row -> new float[row.length]).toList();
        value(objective.evaluate(rows, slopes));
        float[] weights = labels.join(slopes);
        PtNDArray weight = Torch.floats(pass.scope(), weights, weights.length, 1);
        return Torch.reshape(JniUtils.sum(JniUtils.mul(logs, weight)), 1);
      }
    };
  }
}
