package org.iccm.training.loop;

import java.util.List;
import java.util.Map;
import org.iccm.api.rollout.Rollout;

/**
 * Terms of the reward from a context's rollouts. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RolloutTerms {
  /**
   * Names it with its settings.
   *
   * @return one line
   */
  String describe();

  /**
   * Raw values of one context.
   *
   * @param rollouts of the whole context, by all models, samples and units, scored or not
   * @return by term; what cannot be said is left out; empty if nothing can
   */
  Map<String, Double> of(List<Rollout> rollouts);
}
