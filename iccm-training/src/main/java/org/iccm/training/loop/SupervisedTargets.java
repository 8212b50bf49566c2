package org.iccm.training.loop;

import java.util.List;
import org.iccm.training.t5.TokenBatch;

/**
 * Targets that are mixed into updates while the phase asks for them.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SupervisedTargets {
  /** None. */
  SupervisedTargets NONE = update -> List.of();

  /**
   * The targets of an update.
   *
   * @param update its number, from 0
   * @return always the same ones for a number; may be empty
   */
  List<TokenBatch> of(int update);
}
