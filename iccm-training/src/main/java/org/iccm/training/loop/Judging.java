package org.iccm.training.loop;

/**
 * A batch that is being judged. Used from one thread.
 *
 * @since 0.1.0
 */
public interface Judging extends AutoCloseable {
  /**
   * Waits for the judgements.
   *
   * @return one judgement per sample
   * @throws org.iccm.api.error.BudgetExceededException if a budget ended first; what was finished
   *     is stored, and with a larger budget the same work goes on from there
   * @throws org.iccm.api.error.CancelledException if the thread is interrupted
   */
  Judged await();

  /** Ends what is still under way; what is finished stays in the store. Idempotent. */
  @Override
  void close();
}
