package org.iccm.training.vocabulary;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.TensorSource;

/** A file's matrix with one row per token, and new rows after the old ones. */
final class GrownRows implements TensorSource {
  /** Share of a column's deviation: enough to tell new tokens apart, too little to matter. */
  private static final double NOISE = 0.02;

  private final SafetensorsReader file;
  private final String name;
  private final long old;
  private final float[] extra;

  /**
   * Looks at a matrix.
   *
   * @param used its first rows that tokens have; what pads the vocabulary is not averaged
   * @param rows how many it is to have, at least as many as it has
   */
  GrownRows(SafetensorsReader file, String name, int used, int rows, long seed) {
    this.file = file;
    this.name = name;
    this.old = file.info(name).elements();
    int width = Math.toIntExact(file.info(name).shape().get(1));
    this.extra = new float[Math.toIntExact((long) rows * width - old)];
    if (extra.length > 0) {
      fill(width, used, seed);
    }
  }

  /** The same values give the same rows, so that copies of an embedding stay copies. */
  private void fill(int width, int used, long seed) {
    double[] sum = new double[width];
    double[] squares = new double[width];
    FloatBuffer row = FloatBuffer.allocate(width);
    for (int r = 0; r < used; r++) {
      file.read(name, (long) r * width, row.clear());
      for (int i = 0; i < width; i++) {
        double v = row.get(i);
        sum[i] += v;
        squares[i] += v * v;
      }
    }
    for (int at = 0; at < extra.length; at += width) {
      SplittableRandom random = new SplittableRandom(seed * 31 + old / width + at / width);
      for (int i = 0; i < width; i++) {
        double mean = sum[i] / used;
        double deviation = Math.sqrt(Math.max(0, squares[i] / used - mean * mean));
        extra[at + i] = (float) (mean + NOISE * deviation * random.nextGaussian());
      }
    }
  }

  @Override
  public void read(long from, FloatBuffer into) {
    int end = into.limit();
    int whole = (int) Math.max(0, Math.min(into.remaining(), old - from));
    if (whole > 0) {
      into.limit(into.position() + whole);
      file.read(name, from, into);
      into.limit(end);
    }
    if (into.hasRemaining()) {
      into.put(extra, (int) (from + whole - old), into.remaining());
    }
  }
}
