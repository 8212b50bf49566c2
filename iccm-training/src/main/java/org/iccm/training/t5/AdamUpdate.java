package org.iccm.training.t5;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.iccm.training.optimizer.TrainingOptions;

/**
 * One step's update, element by element, in one way through memory: libtorch's own goes through it
 * some ten times. All arithmetic is in single precision and independent of how the work is shared
 * out, so a step is the same bit for bit on any number of threads.
 */
final class AdamUpdate {
  /** Floats that are worked on at a time: four such arrays fit a core's cache. */
  private static final int BLOCK = 2048;

  private static final int PIECE = 64 * BLOCK;

  private final float keep;
  private final float shrink;
  private final float beta1;
  private final float beta2;
  private final float rest1;
  private final float rest2;
  private final float rate;
  private final float unbias;
  private final float epsilon;

  /** Part of a tensor, its gradient and its moments, from one place on. */
  record Piece(
      FloatBuffer values,
      FloatBuffer gradient,
      FloatBuffer mean,
      FloatBuffer square,
      int from,
      int to) {}

  /**
   * The update of one step.
   *
   * @param step counted from 1
   * @param shrink what the gradient is multiplied by first
   */
  AdamUpdate(TrainingOptions options, int step, double learningRate, double shrink) {
    this.keep = (float) (1 - learningRate * options.weightDecay());
    this.shrink = (float) shrink;
    this.beta1 = (float) options.beta1();
    this.beta2 = (float) options.beta2();
    this.rest1 = (float) (1 - options.beta1());
    this.rest2 = (float) (1 - options.beta2());
    this.rate = (float) (learningRate / (1 - Math.pow(options.beta1(), step)));
    this.unbias = (float) (1 / Math.sqrt(1 - Math.pow(options.beta2(), step)));
    this.epsilon = (float) options.epsilon();
  }

  /** Cuts tensors of one shape into pieces that can be worked on apart. */
  static List<Piece> pieces(
      FloatBuffer values, FloatBuffer gradient, FloatBuffer mean, FloatBuffer square) {
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < values.limit(); from += PIECE) {
      int to = Math.min(values.limit(), from + PIECE);
      pieces.add(new Piece(values, gradient, mean, square, from, to));
    }
    return pieces;
  }

  void apply(Piece piece) {
    float[] p = new float[BLOCK];
    float[] g = new float[BLOCK];
    float[] m = new float[BLOCK];
    float[] v = new float[BLOCK];
    for (int at = piece.from; at < piece.to; at += BLOCK) {
      int n = Math.min(BLOCK, piece.to - at);
      piece.values.get(at, p, 0, n);
      piece.gradient.get(at, g, 0, n);
      piece.mean.get(at, m, 0, n);
      piece.square.get(at, v, 0, n);
      update(p, g, m, v, n);
      piece.values.put(at, p, 0, n);
      piece.mean.put(at, m, 0, n);
      piece.square.put(at, v, 0, n);
    }
  }

  private void update(float[] p, float[] g, float[] m, float[] v, int n) {
    // Locals: the compiler makes vector code of a plain loop over arrays only.
    float c = shrink;
    float k = keep;
    float b1 = beta1;
    float b2 = beta2;
    float r1 = rest1;
    float r2 = rest2;
    float lr = rate;
    float u = unbias;
    float e = epsilon;
    for (int i = 0; i < n; i++) {
      float x = g[i] * c;
      float mean = m[i] * b1 + x * r1;
      float square = v[i] * b2 + x * x * r2;
      m[i] = mean;
      v[i] = square;
      p[i] = p[i] * k - lr * (mean / ((float) Math.sqrt(square) * u + e));
    }
  }
}
