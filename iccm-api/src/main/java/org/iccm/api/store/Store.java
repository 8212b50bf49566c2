package org.iccm.api.store;

/**
 * The only memory.
 *
 * @since 0.1.0
 */
public interface Store extends AutoCloseable {
  @Override
  void close();
}
