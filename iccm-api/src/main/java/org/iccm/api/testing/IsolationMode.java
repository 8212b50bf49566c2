package org.iccm.api.testing;

/**
 * How far candidate and tests are apart. Stored with every result, part of its key.
 *
 * @since 0.1.0
 */
public enum IsolationMode {
  /**
   * Tests and candidate share a process; forging leaves traces where the runner looks, reading
   * answers leaves none.
   */
  IN_PROCESS,
  /** Tests run in another process and user; only data cross. */
  ISOLATED
}
