package org.iccm.api.rollout;

/**
 * SHA-256 over reconstruction files, suite digest, test ids, prepared environment digest, limit
 * policy, isolation mode.
 *
 * @param hex 64 lower-case hexadecimal characters
 * @since 0.1.0
 */
public record RunKey(String hex) {
  /** Checks the shape. */
  public RunKey {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a key is 64 hexadecimal characters, not '" + hex + "'");
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
