package org.iccm.training.alarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Watches for collapse. Entropy, length and zero variance also move when a policy learns what it
 * should (wording that works leaves less choice), so these alarms halt only if the validation
 * reward fell by the limit from its best; a KL over its limit and what is no number halt always;
 * training reward up and validation down is told, and {@link EarlyStop} acts on it.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1.0
 */
public final class CollapseAlarms {
  private final AlarmLimits limits;
  private final List<Signals> first = new ArrayList<>();
  private final List<Signals> recent = new ArrayList<>();
  private double best = Double.NaN;
  private double latest = Double.NaN;
  private double rewardAtBest = Double.NaN;

  /**
   * What it has seen.
   *
   * @param first the first updates, up to a window
   * @param recent the last updates, up to a window
   * @param best the best validation reward, NaN before the first
   * @param latest the latest validation reward, NaN before the first
   * @param rewardAtBest training reward when validation was best, NaN before
   */
  public record State(
      List<Signals> first, List<Signals> recent, double best, double latest, double rewardAtBest) {}

  /**
   * Alarms that have seen nothing.
   *
   * @param limits the limits
   */
  public CollapseAlarms(AlarmLimits limits) {
    this.limits = limits;
  }

  /** Returns the limits. */
  public AlarmLimits limits() {
    return limits;
  }

  /**
   * Takes a validation in.
   *
   * @param reward the reward on prompts that are not trained on
   */
  public void validated(double reward) {
    latest = reward;
    if (Double.isNaN(best) || reward > best) {
      best = reward;
      rewardAtBest = mean(recent, Signals::reward);
    }
  }

  /**
   * Takes an update in.
   *
   * @param signals what it showed
   * @return the alarms, empty if all is well; entropy and length are judged after the first window
   */
  public List<Alarm> check(Signals signals) {
    List<Alarm> alarms = new ArrayList<>();
    if (!finite(signals)) {
      // Not taken in: averages would never be numbers again.
      alarms.add(
          new Alarm(AlarmKind.NOT_FINITE, true, "at update " + signals.update() + ": " + signals));
      return alarms;
    }
    if (first.size() < limits.window()) {
      first.add(signals);
    }
    recent.add(signals);
    if (recent.size() > limits.window()) {
      recent.remove(0);
    }
    if (recent.size() == limits.window()) {
      entropy(alarms);
      length(alarms);
      zeroVariance(alarms);
      kl(alarms);
      heldOut(alarms);
    }
    return alarms;
  }

  private static boolean finite(Signals s) {
    return Double.isFinite(s.entropy())
        && Double.isFinite(s.length())
        && Double.isFinite(s.zeroVariance())
        && !Double.isInfinite(s.kl())
        && !Double.isInfinite(s.reward())
        && Double.isFinite(s.loss())
        && Double.isFinite(s.gradientNorm());
  }

  private void entropy(List<Alarm> alarms) {
    double start = mean(first, Signals::entropy);
    double now = mean(recent, Signals::entropy);
    if (now < limits.entropy() * start) {
      soft(
          alarms,
          AlarmKind.ENTROPY,
          "entropy %.3f is under %.0f %% of the %.3f at the start",
          now,
          100 * limits.entropy(),
          start);
    }
  }

  private void length(List<Alarm> alarms) {
    double start = mean(first, Signals::length);
    double now = mean(recent, Signals::length);
    if (Math.abs(now - start) > limits.length() * start) {
      soft(
          alarms,
          AlarmKind.LENGTH,
          "%.1f tokens differ by more than %.0f %% from the %.1f at the start",
          now,
          100 * limits.length(),
          start);
    }
  }

  private void zeroVariance(List<Alarm> alarms) {
    double now = mean(recent, Signals::zeroVariance);
    if (now > limits.zeroVariance()) {
      soft(
          alarms,
          AlarmKind.ZERO_VARIANCE,
          "%.0f %% of the groups are rewarded alike, the limit is %.0f %%",
          100 * now,
          100 * limits.zeroVariance());
    }
  }

  private void kl(List<Alarm> alarms) {
    double now = mean(recent, Signals::kl);
    double limit = limits.klFactor() * limits.klTarget();
    if (limits.klTarget() > 0 && now > limit) {
      alarms.add(
          new Alarm(
              AlarmKind.KL,
              true,
              text(
                  "KL %.2f nats from the reference is over %.2f, %.1f times the target",
                  now, limit, limits.klFactor())));
    }
  }

  private void heldOut(List<Alarm> alarms) {
    double now = mean(recent, Signals::reward);
    if (fell() && now > rewardAtBest) {
      alarms.add(
          new Alarm(
              AlarmKind.HELD_OUT,
              false,
              text(
                  "validation fell from %.4f to %.4f while the training reward rose from %.4f to"
                      + " %.4f",
                  best, latest, rewardAtBest, now)));
    }
  }

  /** Whether validation is below its best by the limit; not before the first validation. */
  private boolean fell() {
    return best - latest >= limits.fall();
  }

  private void soft(List<Alarm> alarms, AlarmKind kind, String format, Object... values) {
    String end =
        Double.isNaN(best)
            ? "; there is no validation yet"
            : text(
                "; validation is %.4f, its best %.4f, a fall of %.4f halts",
                latest, best, limits.fall());
    alarms.add(new Alarm(kind, fell(), text(format, values) + end));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Mean of what is not NaN; NaN if nothing is. */
  private static double mean(List<Signals> signals, ToDoubleFunction<Signals> figure) {
    return signals.stream()
        .mapToDouble(figure)
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  /** Returns what it has seen. */
  public State state() {
    return new State(List.copyOf(first), List.copyOf(recent), best, latest, rewardAtBest);
  }

  /**
   * Goes on from what another one had seen.
   *
   * @param state what it returned
   */
  public void restore(State state) {
    first.clear();
    first.addAll(state.first);
    recent.clear();
    recent.addAll(state.recent);
    best = state.best;
    latest = state.latest;
    rewardAtBest = state.rewardAtBest;
  }
}
