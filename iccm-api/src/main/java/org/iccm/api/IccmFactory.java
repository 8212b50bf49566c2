package org.iccm.api;

/**
 * Finds ICCM's implementation; iccm-core has the only one that is meant.
 *
 * @since 0.1.0
 */
public interface IccmFactory {
  /**
   * Starts a builder.
   *
   * @return a builder
   */
  IccmBuilder builder();
}
