package org.iccm.api.rollout;

import java.util.Optional;
import org.iccm.api.application.Application;
import org.iccm.api.application.UnitId;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.ResourceLimits;

/**
 * What training and validation use, and all they use. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RolloutService {
  /**
   * Starts a plan.
   *
   * @param request the plan
   * @return its rollouts, as they finish
   * @throws org.iccm.api.error.ConfigurationException if an engineer or model is unknown
   * @throws org.iccm.api.error.ApplicationException later, from the batch, if an original fails its
   *     own tests
   */
  RolloutBatch submit(RolloutRequest request);

  /**
   * What a plan would cost.
   *
   * @param request the plan
   * @return the forecast
   */
  Forecast forecast(RolloutRequest request);

  /**
   * Which tests of an application reach which units of its original, of those tests that count.
   * Measured once, then found in the store. Blocks; an interrupt ends it.
   *
   * @param application the application
   * @param limits what a run may spend
   * @return what reaches what; empty if runner or language cannot tell, the default
   * @throws org.iccm.api.error.ApplicationException if the original fails its own tests
   * @throws org.iccm.api.error.RunnerException if the sandbox fails
   */
  default Optional<Reach> reach(Application application, ResourceLimits limits) {
    return Optional.empty();
  }

  /**
   * Judges a new text of one unit while all others stay as they are, by the tests that reach the
   * unit. Equal texts are run once. Blocks; an interrupt ends it.
   *
   * @param application the application
   * @param limits what a run may spend
   * @param unit the unit
   * @param text its new source, as for {@link
   *     org.iccm.api.application.LanguageSupport#splice(org.iccm.api.application.SourceFile,
   *     UnitId, String)}
   * @return what became of it; refused with a reason where it cannot be tried, always so by default
   * @throws org.iccm.api.error.ApplicationException if the original fails its own tests
   * @throws org.iccm.api.error.RunnerException if the sandbox fails
   */
  default UnitTrial rebuild(
      Application application, ResourceLimits limits, UnitId unit, String text) {
    return UnitTrial.refused(unit, "this service judges no single units");
  }
}
