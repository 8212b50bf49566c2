package org.iccm.core.store;

/** Dot products of unit vectors. */
final class Cosine {
  private Cosine() {}

  static float[] unit(float[] vector) {
    double norm = 0;
    for (float x : vector) {
      norm += (double) x * x;
    }
    double scale = 1 / Math.sqrt(norm);
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = (float) (vector[i] * scale);
    }
    return unit;
  }

  /** Dot product of {@code query} and as many floats of {@code data} from {@code from} on. */
  static float dot(float[] query, float[] data, int from) {
    // eight sums: the processor adds them side by side, and rounding errors stay small
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int n = query.length;
    int i = 0;
    for (int at = from; i <= n - 8; i += 8, at += 8) {
      a += query[i] * data[at];
      b += query[i + 1] * data[at + 1];
      c += query[i + 2] * data[at + 2];
      d += query[i + 3] * data[at + 3];
      e += query[i + 4] * data[at + 4];
      f += query[i + 5] * data[at + 5];
      g += query[i + 6] * data[at + 6];
      h += query[i + 7] * data[at + 7];
    }
    for (; i < n; i++) {
      a += query[i] * data[from + i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }
}
