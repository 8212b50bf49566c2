package org.iccm.testkit.junit;

/**
 * Sets up the Iccm of a test.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IccmCustomizer {
  /**
   * Says what the Iccm is made of.
   *
   * @param setup what can be set
   */
  void customize(IccmSetup setup);

  /** Leaves everything at its default. */
  final class Nothing implements IccmCustomizer {
    /** Does nothing. */
    public Nothing() {}

    @Override
    public void customize(IccmSetup setup) {}
  }
}
