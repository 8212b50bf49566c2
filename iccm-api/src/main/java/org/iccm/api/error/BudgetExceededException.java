package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A hard budget is used up.
 *
 * @since 0.1.0
 */
public class BudgetExceededException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final String runId;
  private final String dimension;
  private final String limit;
  private final String spent;

  /**
   * An error without a cause.
   *
   * @param runId the run
   * @param dimension what is used up: calls, tokens, wallClock or money
   * @param limit the limit
   * @param spent what is spent and reserved
   * @param message what is wrong, where, and what to do
   */
  public BudgetExceededException(
      String runId, String dimension, String limit, String spent, String message) {
    this(runId, dimension, limit, spent, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param runId the run
   * @param dimension what is used up: calls, tokens, wallClock or money
   * @param limit the limit
   * @param spent what is spent and reserved
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public BudgetExceededException(
      String runId,
      String dimension,
      String limit,
      String spent,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.runId = runId;
    this.dimension = dimension;
    this.limit = limit;
    this.spent = spent;
  }

  /**
   * The run.
   *
   * @return the run
   */
  public String runId() {
    return runId;
  }

  /**
   * What is used up: calls, tokens, wallClock or money.
   *
   * @return what is used up: calls, tokens, wallClock or money
   */
  public String dimension() {
    return dimension;
  }

  /**
   * The limit.
   *
   * @return the limit
   */
  public String limit() {
    return limit;
  }

  /**
   * What is spent and reserved.
   *
   * @return what is spent and reserved
   */
  public String spent() {
    return spent;
  }
}
