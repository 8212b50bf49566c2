package org.iccm.api.rollout;

/**
 * SHA-256 over view digest, engineer fingerprint, budget, disclosure, scope, units, seed, sample.
 *
 * @param hex 64 lower-case hexadecimal characters
 * @since 0.1.0
 */
public record ContextKey(String hex) {
  /** Checks the shape. */
  public ContextKey {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a key is 64 hexadecimal characters, not '" + hex + "'");
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
