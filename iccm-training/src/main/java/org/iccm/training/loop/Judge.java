package org.iccm.training.loop;

import java.util.List;
import org.iccm.training.policy.SampledGroup;

/**
 * Says what samples are worth. Used from one thread; several batches may be under way.
 *
 * @since 0.1.0
 */
public interface Judge {
  /**
   * Names all that its judgements depend on beside the samples. A loop does not go on from a
   * checkpoint of another judge.
   *
   * @return one line
   */
  String describe();

  /**
   * Begins to judge, and returns at once.
   *
   * @param label names the work: the same label and samples ask for the same rollouts, in another
   *     process too, so that what was finished there is found in the store
   * @param groups what to judge
   * @return the work under way
   */
  Judging judge(String label, List<SampledGroup> groups);
}
