package org.iccm.api.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
   *     own tests, or in scope UNIT if it is not known which tests reach which units
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

  /**
   * What each requirement of a context earns: the plan is run with the contexts whole and with one
   * requirement left out at a time, all of it charged to the request's budget, and the differences
   * are taken. What is stored already costs nothing. Blocks; an interrupt ends it, and what was
   * finished is stored. To go on meanwhile, submit a request with {@link
   * RolloutRequest#leaveOneOut()} and hand its rollouts to {@link Attribution#of}.
   *
   * @param request the plan, in either scope
   * @return one for each application and context
   * @throws org.iccm.api.error.BudgetExceededException if the budget ends before the plan; with a
   *     larger one it goes on from there
   * @throws org.iccm.api.error.CancelledException if the thread is interrupted
   * @throws org.iccm.api.error.IccmException as {@link #submit} and its batch
   */
  default List<Attribution> attribute(RolloutRequest request) {
    List<Rollout> rollouts = new ArrayList<>();
    try (RolloutBatch batch = submit(request.toBuilder().leaveOneOut(true).build())) {
      while (!batch.isDone()) {
        batch.next(Duration.ofSeconds(1)).ifPresent(rollouts::add);
      }
    }
    return Attribution.of(rollouts);
  }
}
