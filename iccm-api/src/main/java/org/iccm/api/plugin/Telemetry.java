package org.iccm.api.plugin;

import java.time.Duration;

/**
 * Where measurements go. Core adapts a Micrometer registry that the host gives. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Telemetry {
  /** Keeps nothing. */
  Telemetry NONE =
      new Telemetry() {
        @Override
        public void count(String name, double amount, String... tags) {}

        @Override
        public void time(String name, Duration duration, String... tags) {}
      };

  /**
   * Adds to a counter.
   *
   * @param name lower case with dots
   * @param amount at least 0
   * @param tags key, value, key, value; few values each
   */
  void count(String name, double amount, String... tags);

  /**
   * Records a time.
   *
   * @param name lower case with dots
   * @param duration the time
   * @param tags key, value, key, value; few values each
   */
  void time(String name, Duration duration, String... tags);
}
