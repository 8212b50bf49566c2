package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;

/** One token after the other, greedily or by sampling, until every row has ended. */
final class TokenSearch {
  private final T5Config config;
  private final GenerationOptions options;
  private final Decoding decoding;
  private final int rows;
  private final Draws draws;
  private final BooleanSupplier cancelled;
  private final int[][] tokens;
  private final float[][] logs;
  private final float[][] entropies;
  private final double[] exponentials;
  private final boolean plain;
  private final int[] lengths;
  private final boolean[] ended;

  TokenSearch(
      T5Config config,
      GenerationOptions options,
      Decoding decoding,
      int rows,
      Draws draws,
      BooleanSupplier cancelled) {
    this.cancelled = cancelled;
    this.config = config;
    this.options = options;
    this.decoding = decoding;
    this.rows = rows;
    this.draws = draws;
    this.tokens = new int[rows][options.maxTokens()];
    int known = options.logProbabilities() ? options.maxTokens() : 0;
    this.logs = new float[rows][known];
    this.entropies = new float[rows][known];
    this.exponentials = new double[config.vocabulary()];
    this.plain = options.temperature() == 1 && options.topK() == 0 && options.topP() == 1;
    this.lengths = new int[rows];
    this.ended = new boolean[rows];
  }

  List<Generated> run() {
    long[] last = new long[rows];
    Arrays.fill(last, config.startId());
    int open = rows;
    for (int step = 0; step < options.maxTokens() && open > 0; step++) {
      stopIf(cancelled);
      last = step(step, last);
      for (int r = 0; r < rows; r++) {
        if (ended[r]) {
          last[r] = config.padId();
          continue;
        }
        tokens[r][lengths[r]++] = (int) last[r];
        if (last[r] == config.endId()) {
          ended[r] = true;
          open--;
        }
      }
    }
    List<Generated> all = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      int known = options.logProbabilities() ? lengths[r] : 0;
      all.add(
          new Generated(
              Arrays.copyOf(tokens[r], lengths[r]),
              Arrays.copyOf(logs[r], known),
              Arrays.copyOf(entropies[r], known),
              ended[r],
              Double.NaN));
    }
    return all;
  }

  private long[] step(int step, long[] last) {
    try (PtNDManager scope = Torch.newManager()) {
      PtNDArray scores = decoding.step(scope, last);
      if (options.temperature() == 0 && !options.logProbabilities() && step > 0) {
        return JniUtils.argMax(scores, 1, false).toLongArray();
      }
      // The first scores are looked at in any case: NaN weights show here.
      float[] all = Torch.toFloats(scores);
      long[] next = new long[rows];
      for (int r = 0; r < rows; r++) {
        next[r] = choose(r, step, all, r * config.vocabulary());
      }
      return next;
    }
  }

  private int choose(int row, int step, float[] scores, int from) {
    int to = from + config.vocabulary();
    int best = from;
    for (int i = from; i < to; i++) {
      if (Float.isNaN(scores[i])) {
        throw notNumbers();
      }
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    boolean samples = options.temperature() > 0;
    if (ended[row] || (!samples && !options.logProbabilities())) {
      return best - from;
    }
    double sum = 0;
    double moment = 0;
    if (options.logProbabilities() || plain) {
      for (int i = from; i < to; i++) {
        double below = (double) scores[i] - scores[best];
        double e = Math.exp(below);
        exponentials[i - from] = e;
        sum += e;
        moment += e > 0 ? e * below : 0;
      }
    }
    int chosen = best - from;
    if (plain) {
      chosen = draw(sum, draws.next(row, step));
    } else if (samples) {
      float[] own = Arrays.copyOfRange(scores, from, to);
      chosen = new Filter(options).draw(own, draws.next(row, step));
    }
    if (options.logProbabilities()) {
      double log = Math.log(sum);
      logs[row][step] = (float) ((double) scores[from + chosen] - scores[best] - log);
      entropies[row][step] = (float) Math.max(0, log - moment / sum);
    }
    return chosen;
  }

  /** As {@link Filter#draw} without temperature or filters: one exponential per id is enough. */
  private int draw(double sum, double number) {
    double passed = 0;
    int last = 0;
    for (int i = 0; i < exponentials.length; i++) {
      double share = exponentials[i] / sum;
      if (share > 0) {
        last = i;
        passed += share;
        if (passed > number) {
          return i;
        }
      }
    }
    return last;
  }

  static IllegalStateException notNumbers() {
    return new IllegalStateException(
        "the model's scores are not numbers: its weights are damaged or training diverged");
  }

  static void stopIf(BooleanSupplier cancelled) {
    if (cancelled.getAsBoolean()) {
      throw new CancelledException("generation was cancelled");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("generation was interrupted");
    }
  }
}
