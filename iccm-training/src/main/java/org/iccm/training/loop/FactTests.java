package org.iccm.training.loop;

import java.util.Set;
import org.iccm.api.application.TestId;
import org.iccm.api.context.Requirement;

/**
 * Which tests fail when what a requirement states is changed; known where programs are generated.
 * Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FactTests {
  /**
   * Looks a requirement's tests up.
   *
   * @param promptId the prompt that it was written for
   * @param requirement the requirement
   * @return the tests; empty if it states none of the facts, rightly or wrongly
   */
  Set<TestId> of(String promptId, Requirement requirement);
}
