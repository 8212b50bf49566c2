package org.iccm.training.t5;

/**
 * The feed-forward part of a block.
 *
 * @since 0.1.0
 */
public enum FeedForwardKind {
  /** {@code wo(relu(wi x))}: T5 v1.0, CodeT5 and CodeT5+ up to 770M. */
  RELU("relu"),
  /** {@code wo(gelu_new(wi_0 x) * wi_1 x)}: T5 v1.1 and CET-D. */
  GATED_GELU("gated-gelu");

  private final String label;

  FeedForwardKind(String label) {
    this.label = label;
  }

  /**
   * Its name in a {@code config.json}.
   *
   * @return the name
   */
  public String label() {
    return label;
  }
}
