package org.iccm.api.rollout;

/**
 * SHA-256 over messages as sent, model id, model revision, resolved sampling, seed, sample index.
 *
 * @param hex 64 lower-case hexadecimal characters
 * @since 0.1.0
 */
public record CompletionKey(String hex) {
  /** Checks the shape. */
  public CompletionKey {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a key is 64 hexadecimal characters, not '" + hex + "'");
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
