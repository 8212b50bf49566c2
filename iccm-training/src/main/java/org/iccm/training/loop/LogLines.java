package org.iccm.training.loop;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.iccm.training.policy.PolicyUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each thing that happens in a loop.
 *
 * @since 0.1.0
 */
public final class LogLines implements LoopListener {
  private static final Logger LOG = LoggerFactory.getLogger(LogLines.class);

  /** Makes it. */
  public LogLines() {}

  @Override
  public void updated(PolicyUpdate update, Judged judged, Duration wallClock) {
    LOG.info("{}", line(update, judged, wallClock));
    update.alarms().forEach(a -> LOG.warn("update {}: {}", update.update(), a));
  }

  /** One update in one line. */
  static String line(PolicyUpdate update, Judged judged, Duration wallClock) {
    Map<String, Double> v = update.values();
    return String.format(
        Locale.ROOT,
        "update %d  reward %.4f  alike %.2f  entropy %.3f  KL %.3f  beta %.4f  length %.1f"
            + "  gradient %.3g  rate %.2g  stale %.0f  calls %d (%d found)  runs %d (%d found)"
            + "  %s  %d s",
        update.update(),
        v.get("reward"),
        v.get("reward/zero-variance"),
        v.get("policy/entropy"),
        v.get("policy/kl"),
        v.get("policy/beta"),
        v.get("text/length"),
        v.get("step/gradient-norm"),
        v.get("step/learning-rate"),
        v.get("policy/staleness"),
        judged.cost().modelCalls(),
        judged.cost().cachedCompletions(),
        judged.cost().testRuns(),
        judged.cost().cachedRuns(),
        new TreeMap<>(judged.counts()),
        wallClock.toSeconds());
  }

  @Override
  public void validated(int update, double reward, boolean best) {
    LOG.info("before update {}: validation {}{}", update, reward, best ? ", the best so far" : "");
  }

  @Override
  public void halted(int update, String reason, int restored) {
    LOG.warn("update {} is undone, back to before update {}: {}", update, restored, reason);
  }

  @Override
  public void ended(LoopResult result) {
    LOG.info("ended after {} updates: {}, {}", result.updates(), result.end(), result.reason());
  }
}
