package org.iccm.training.run;

/**
 * Told how a run goes, on the run's thread.
 *
 * @since 0.1.0
 */
public interface RunListener {
  /**
   * A step was taken.
   *
   * @param progress where the run stands
   */
  void stepped(RunProgress progress);

  /**
   * Something worth a line happened: a phase began, went on, or ended; a gate was asked.
   *
   * @param line what happened
   */
  void said(String line);
}
