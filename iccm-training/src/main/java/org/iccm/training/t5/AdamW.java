package org.iccm.training.t5;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.iccm.training.optimizer.TrainingOptions;

/**
 * AdamW over named tensors, its two moments with it (Loshchilov and Hutter, 2019), equal to
 * PyTorch's but for rounding.
 */
final class AdamW implements AutoCloseable {
  /** PyTorch adds it to the norm it divides by. */
  private static final double CLIP_EPSILON = 1e-6;

  private final TrainingOptions options;
  private final Map<String, PtNDArray> tensors;
  private final Map<String, PtNDArray> means = new LinkedHashMap<>();
  private final Map<String, PtNDArray> squares = new LinkedHashMap<>();
  private final PtNDManager manager = Torch.newManager();
  private int steps;

  AdamW(TrainingOptions options, Map<String, PtNDArray> tensors) {
    this.options = options;
    this.tensors = tensors;
    tensors.forEach(
        (name, tensor) -> {
          Shape shape = tensor.getShape();
          means.put(name, (PtNDArray) manager.zeros(shape, DataType.FLOAT32));
          squares.put(name, (PtNDArray) manager.zeros(shape, DataType.FLOAT32));
        });
    manager.cap();
  }

  /** Length of the gradient over all tensors; what they hold is added up in double precision. */
  double gradientNorm() {
    List<PtNDArray> norms = new ArrayList<>();
    try (PtNDManager scope = Torch.newManager()) {
      for (PtNDArray tensor : tensors.values()) {
        PtNDArray gradient = JniUtils.getGradient(tensor);
        if (gradient != null) {
          gradient.attach(scope);
          norms.add(JniUtils.sum(JniUtils.square(gradient)));
        }
      }
      if (norms.isEmpty()) {
        return 0;
      }
      double sum = 0;
      for (float n : Torch.toFloats(JniUtils.stack(norms.toArray(new PtNDArray[0]), 0))) {
        sum += n;
      }
      return Math.sqrt(sum);
    }
  }

  /** Moves all tensors that have a gradient, which is scaled to the longest allowed. */
  void step(double learningRate, double gradientNorm) {
    steps++;
    double shrink = Math.min(1, options.clip() / (gradientNorm + CLIP_EPSILON));
    double first = 1 - Math.pow(options.beta1(), steps);
    double second = Math.sqrt(1 - Math.pow(options.beta2(), steps));
    tensors.forEach(
        (name, tensor) -> {
          try (PtNDArray gradient = JniUtils.getGradient(tensor)) {
            if (gradient != null) {
              // The update adds epsilon to the root before the bias is corrected, so epsilon takes
              // the correction with it; a negative clip value means none.
              JniUtils.adamUpdate(
                  tensor,
                  gradient,
                  Objects.requireNonNull(means.get(name)),
                  Objects.requireNonNull(squares.get(name)),
                  (float) learningRate,
                  (float) (learningRate * second / first),
                  (float) options.weightDecay(),
                  (float) shrink,
                  -1f,
                  (float) options.beta1(),
                  (float) options.beta2(),
                  (float) (options.epsilon() * second),
                  true);
            }
          }
        });
  }

  void zeroGradients() {
    tensors.values().forEach(JniUtils::zeroGrad);
  }

  /** Steps taken. */
  int steps() {
    return steps;
  }

  void steps(int taken) {
    this.steps = taken;
  }

  Map<String, PtNDArray> means() {
    return means;
  }

  Map<String, PtNDArray> squares() {
    return squares;
  }

  @Override
  public void close() {
    manager.close();
  }
}
