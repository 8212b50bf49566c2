package org.iccm.training.retrieval;

import java.util.List;
import org.iccm.training.t5.EmbeddingObjective;

/**
 * InfoNCE (van den Oord and others, 2018) over a batch of n pairs, in both directions: with {@code
 * s_ij = q_i . k_j / temperature},
 *
 * <pre>
 * L = weight / (2n) * sum_i [ logsumexp_j s_ij - s_ii + logsumexp_j s_ji - s_ii ]
 * </pre>
 *
 * <p>All other pairs of the batch are negatives, but for those of the same group: a section is not
 * pushed away from its own other requirements, nor two requirements of the same words from each
 * other. In doubles. Not thread-safe: it remembers its last value.
 *
 * @since 0.1.0
 */
public final class InfoNce implements EmbeddingObjective {
  private final double temperature;
  private final double weight;
  private final List<Pair> pairs;
  private double value = Double.NaN;

  /**
   * What a pair shares with others.
   *
   * @param query equal for queries of equal meaning
   * @param section equal for the same section
   */
  public record Pair(Object query, Object section) {
    boolean isLike(Pair other) {
      return query.equals(other.query) || section.equals(other.section);
    }
  }

  /**
   * The loss of one batch.
   *
   * @param temperature above 0; .05 is usual
   * @param weight what the loss is multiplied by, 0 or more
   * @param pairs one for each pair of the batch, at least two
   * @throws IllegalArgumentException if a value is out of its range
   */
  public InfoNce(double temperature, double weight, List<Pair> pairs) {
    if (!(temperature > 0) || !(weight >= 0) || pairs.size() < 2) {
      throw new IllegalArgumentException(
          "temperature must be above 0, weight 0 or more, and pairs at least 2, are "
              + temperature
              + ", "
              + weight
              + ", "
              + pairs.size());
    }
    this.temperature = temperature;
    this.weight = weight;
    this.pairs = List.copyOf(pairs);
  }

  /**
   * {@inheritDoc}
   *
   * @param embeddings n queries, then their n sections
   */
  @Override
  public double evaluate(List<float[]> embeddings, List<float[]> slopes) {
    int n = pairs.size();
    if (embeddings.size() != 2 * n) {
      throw new IllegalArgumentException(
          n + " pairs need " + 2 * n + " embeddings, there are " + embeddings.size());
    }
    double[][] scores = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scores[i][j] =
            i != j && pairs.get(i).isLike(pairs.get(j))
                ? Double.NEGATIVE_INFINITY
                : dot(embeddings.get(i), embeddings.get(n + j)) / temperature;
      }
    }
    double[][] steep = new double[n][n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += oneWay(scores, steep, i, true) + oneWay(scores, steep, i, false);
    }
    double scale = weight / (2 * n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double g = scale * steep[i][j] / temperature;
        add(slopes.get(i), embeddings.get(n + j), g);
        add(slopes.get(n + j), embeddings.get(i), g);
      }
    }
    value = sum / (2 * n);
    return scale * sum;
  }

  /** Cross-entropy of one row or column; adds its derivative by the scores. */
  private static double oneWay(double[][] scores, double[][] steep, int i, boolean row) {
    int n = scores.length;
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      most = Math.max(most, row ? scores[i][j] : scores[j][i]);
    }
    double total = 0;
    for (int j = 0; j < n; j++) {
      total += Math.exp((row ? scores[i][j] : scores[j][i]) - most);
    }
    for (int j = 0; j < n; j++) {
      double p = Math.exp((row ? scores[i][j] : scores[j][i]) - most) / total;
      steep[row ? i : j][row ? j : i] += p - (i == j ? 1 : 0);
    }
    return most + Math.log(total) - scores[i][i];
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static void add(float[] to, float[] what, double times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += (float) (times * what[i]);
    }
  }

  /** Returns the last value without the weight, in nats; NaN before the first. */
  public double value() {
    return value;
  }
}
