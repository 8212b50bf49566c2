package org.iccm.training.t5;

import org.iccm.api.error.IccmException;

/**
 * Loss or gradient are no longer numbers. The weights are as they were before the step.
 *
 * @since 0.1.0
 */
public class DivergedException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final int step;

  /**
   * An error.
   *
   * @param step the step that was not taken
   * @param loss its loss
   * @param gradientNorm its gradient's length
   */
  public DivergedException(int step, double loss, double gradientNorm) {
    super(
        "training diverged at step "
            + step
            + " (loss "
            + loss
            + ", gradient "
            + gradientNorm
            + "): go back to a checkpoint and lower the learning rate",
        null);
    this.step = step;
  }

  /**
   * The step that was not taken.
   *
   * @return its number
   */
  public int step() {
    return step;
  }
}
