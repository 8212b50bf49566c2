package org.iccm.api.rollout;

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
}
