package org.iccm.training.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.training.alarm.Alarm;
import org.iccm.training.reward.TermFigures;

/**
 * What one update of a phase did. Equal runs have equal updates, bit for bit.
 *
 * @param update its number, from 0
 * @param prompts ids of its prompts, in order
 * @param rewards by prompt, one composed reward per sample, NaN if it could not be scored
 * @param terms figures by term of the reward
 * @param step the step
 * @param supervision coefficient of the supervised targets that were mixed in, 0 without any
 * @param alarms empty if all is well
 * @since 0.1.0
 */
public record PolicyUpdate(
    int update,
    List<String> prompts,
    List<List<Double>> rewards,
    Map<String, TermFigures> terms,
    PolicyStep step,
    double supervision,
    List<Alarm> alarms) {
  /** Keeps orders. */
  public PolicyUpdate {
    prompts = List.copyOf(prompts);
    rewards = List.copyOf(rewards);
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    alarms = List.copyOf(alarms);
  }

  /**
   * Why training must not go on.
   *
   * @return the first alarm that halts; empty if none does
   */
  public Optional<Alarm> halt() {
    return alarms.stream().filter(Alarm::halts).findFirst();
  }

  /**
   * All figures by short names, for logs and plots.
   *
   * @return names and values in a fixed order
   */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>(step.values());
    terms.forEach(
        (name, figures) -> {
          values.put("term/" + name, figures.mean());
          values.put("term/" + name + "/deviation", figures.deviation());
          values.put("term/" + name + "/missing", figures.missing());
          values.put("term/" + name + "/weight", figures.weight());
        });
    values.put("step/supervision", supervision);
    return values;
  }
}
