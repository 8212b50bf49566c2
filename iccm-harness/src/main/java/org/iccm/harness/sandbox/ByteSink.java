package org.iccm.harness.sandbox;

/**
 * Takes bytes from one thread at a time. Never blocks for long and never throws.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ByteSink {
  /**
   * Takes some bytes.
   *
   * @param bytes a buffer that the caller will reuse
   * @param length how many of it, from its beginning
   */
  void accept(byte[] bytes, int length);
}
