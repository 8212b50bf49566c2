package org.iccm.api.rollout;

/**
 * Hears progress, on any thread; must be quick.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = event -> {};

  /**
   * Something moved.
   *
   * @param event what
   */
  void onProgress(ProgressEvent event);
}
