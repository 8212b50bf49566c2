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
  private final Crew crew = new Crew("iccm-adamw");
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
  double gradientNorm(Leaves leaves) {
    List<PtNDArray> norms = new ArrayList<>();
    for (PtNDArray tensor : tensors.values()) {
      try (PtNDArray gradient = leaves.gradient(tensor)) {
        if (gradient != null) {
          PtNDArray square = JniUtils.square(gradient);
          norms.add(Torch.then(JniUtils.sum(square), square));
        }
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

  /** Moves all tensors that have a gradient, which is scaled to the longest allowed. */
  void step(Leaves leaves, double learningRate, double gradientNorm) {
    steps++;
    AdamUpdate update =
        new AdamUpdate(
            options,
            steps,
            learningRate,
            Math.min(1, options.clip() / (gradientNorm + CLIP_EPSILON)));
    List<PtNDArray> gradients = new ArrayList<>();
    List<AdamUpdate.Piece> pieces = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          PtNDArray gradient = leaves.gradient(tensor);
          if (gradient != null) {
            gradients.add(gradient);
            pieces.addAll(
                AdamUpdate.pieces(
                    Torch.memory(tensor),
                    Torch.memory(gradient),
                    Torch.memory(Objects.requireNonNull(means.get(name))),
                    Torch.memory(Objects.requireNonNull(squares.get(name)))));
          }
        });
    try {
      crew.run(pieces, update::apply);
    } finally {
      gradients.forEach(PtNDArray::close);
    }
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
    crew.close();
    manager.close();
  }
}
