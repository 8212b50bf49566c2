package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.iccm.training.prompt.Prompt;

/**
 * A policy small enough to be enumerated: for each prompt a softmax over arms for the first token,
 * and for each first token another one for the second, if there is one. Everything here is in
 * doubles and shares no code with what it tests.
 */
final class Bandit {
  static final int ARMS = 4;

  final int prompts;
  final int length;
  private final double[] logits;

  Bandit(int prompts, int length, double[] logits) {
    this.prompts = prompts;
    this.length = length;
    this.logits = logits;
  }

  static Bandit random(int prompts, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] logits = new double[prompts * states(length) * ARMS];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = 0.8 * random.nextGaussian();
    }
    return new Bandit(prompts, length, logits);
  }

  /** Another policy near by. */
  Bandit moved(double by, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] other = logits.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] += by * random.nextGaussian();
    }
    return new Bandit(prompts, length, other);
  }

  private static int states(int length) {
    return length == 1 ? 1 : 1 + ARMS;
  }

  int parameters() {
    return logits.length;
  }

  private int at(int prompt, int[] text, int token) {
    int state = token == 0 ? 0 : 1 + text[0];
    return (prompt * states(length) + state) * ARMS;
  }

  double log(int prompt, int[] text, int token) {
    int from = at(prompt, text, token);
    double sum = 0;
    for (int a = 0; a < ARMS; a++) {
      sum += Math.exp(logits[from + a]);
    }
    return logits[from + text[token]] - Math.log(sum);
  }

  double log(int prompt, int[] text) {
    double sum = 0;
    for (int t = 0; t < length; t++) {
      sum += log(prompt, text, t);
    }
    return sum;
  }

  /** Adds a multiple of the gradient of a token's log-probability. */
  void addGradient(double[] into, int prompt, int[] text, int token, double times) {
    int from = at(prompt, text, token);
    for (int a = 0; a < ARMS; a++) {
      double share =
          Math.exp(logits[from + a] - logits[from + text[token]] + log(prompt, text, token));
      into[from + a] += times * ((a == text[token] ? 1 : 0) - share);
    }
  }

  List<int[]> texts() {
    List<int[]> all = new ArrayList<>();
    for (int a = 0; a < ARMS; a++) {
      for (int b = 0; b < (length == 1 ? 1 : ARMS); b++) {
        all.add(length == 1 ? new int[] {a} : new int[] {a, b});
      }
    }
    return all;
  }

  /** A reward that differs by prompt, as programs differ in difficulty. */
  static double reward(int prompt, int[] text) {
    int second = text.length == 1 ? 0 : text[1];
    return 0.5 * prompt + 0.1 * text[0] + (text[0] == second ? 0.3 : 0) - 0.05 * second;
  }

  /** Gradient of the mean over prompts of the expected reward less beta times the KL. */
  double[] exact(double beta, Bandit reference) {
    double[] gradient = new double[logits.length];
    for (int p = 0; p < prompts; p++) {
      for (int[] text : texts()) {
        double log = log(p, text);
        double value = reward(p, text) - beta * (log - reference.log(p, text));
        for (int t = 0; t < length; t++) {
          addGradient(gradient, p, text, t, Math.exp(log) * value / prompts);
        }
      }
    }
    return gradient;
  }

  int[] draw(int prompt, SplittableRandom random) {
    int[] text = new int[length];
    for (int t = 0; t < length; t++) {
      double number = random.nextDouble();
      for (int a = 0; a < ARMS; a++) {
        text[t] = a;
        number -= Math.exp(log(prompt, text, t));
        if (number < 0) {
          break;
        }
      }
    }
    return text;
  }

  /** Draws groups; every sample fails to be scored with the given probability. */
  List<RewardedGroup> groups(
      int samples, double failing, Bandit reference, SplittableRandom random) {
    List<RewardedGroup> groups = new ArrayList<>();
    for (int p = 0; p < prompts; p++) {
      List<Sample> drawn = new ArrayList<>();
      double[] rewards = new double[samples];
      for (int i = 0; i < samples; i++) {
        int[] text = draw(p, random);
        drawn.add(
            new Sample(text, logs(p, text), new float[length], reference.logs(p, text), true));
        rewards[i] = random.nextDouble() < failing ? Double.NaN : reward(p, text);
      }
      Prompt prompt = new Prompt("p" + p, new int[] {p + 1}, 0);
      groups.add(RewardedGroup.of(new SampledGroup(0, 0, prompt, drawn), rewards));
    }
    return groups;
  }

  float[] logs(int prompt, int[] text) {
    float[] logs = new float[length];
    for (int t = 0; t < length; t++) {
      logs[t] = (float) log(prompt, text, t);
    }
    return logs;
  }

  /** What the kernel makes of groups: the direction of ascent. */
  double[] estimate(PolicyOptions options, double beta, List<RewardedGroup> groups) {
    double[] gradient = new double[logits.length];
    for (PolicyBatch.Row row : new PolicyBatch(options, beta, groups).rows()) {
      int prompt = row.prompt().source()[0] - 1;
      int[] text = row.sample().tokens();
      float[] slopes = new float[length];
      row.evaluate(logs(prompt, text), slopes);
      for (int t = 0; t < length; t++) {
        addGradient(gradient, prompt, text, t, -slopes[t]);
      }
    }
    return gradient;
  }
}
