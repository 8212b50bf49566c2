package org.iccm.api.plugin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Checked settings of one plugin instance. A getter throws {@link IllegalArgumentException} for a
 * key that the plugin has not declared with this type, and for a missing value where it has neither
 * value nor default.
 *
 * @since 0.1.0
 */
public interface Settings {
  /**
   * The text of a key.
   *
   * @param name its key
   * @return value or default
   */
  default String text(String name) {
    return findText(name).orElseThrow(() -> missing(name));
  }

  /**
   * The text of a key, or of a choice.
   *
   * @param name its key
   * @return value or default, if there is one
   */
  Optional<String> findText(String name);

  /**
   * The whole number of a key.
   *
   * @param name its key
   * @return value or default
   */
  default long integer(String name) {
    return findInteger(name).orElseThrow(() -> missing(name));
  }

  /**
   * The whole number of a key.
   *
   * @param name its key
   * @return value or default, if there is one
   */
  OptionalLong findInteger(String name);

  /**
   * The number of a key.
   *
   * @param name its key
   * @return value or default
   */
  default double decimal(String name) {
    return findDecimal(name).orElseThrow(() -> missing(name));
  }

  /**
   * The number of a key.
   *
   * @param name its key
   * @return value or default, if there is one
   */
  OptionalDouble findDecimal(String name);

  /**
   * The flag of a key.
   *
   * @param name its key
   * @return value or default, else false
   */
  boolean flag(String name);

  /**
   * The time of a key.
   *
   * @param name its key
   * @return value or default
   */
  default Duration duration(String name) {
    return findDuration(name).orElseThrow(() -> missing(name));
  }

  /**
   * The time of a key.
   *
   * @param name its key
   * @return value or default, if there is one
   */
  Optional<Duration> findDuration(String name);

  /**
   * The path of a key.
   *
   * @param name its key
   * @return value or default
   */
  default Path path(String name) {
    return findPath(name).orElseThrow(() -> missing(name));
  }

  /**
   * The path of a key.
   *
   * @param name its key
   * @return value or default, if there is one
   */
  Optional<Path> findPath(String name);

  /**
   * The texts of a key.
   *
   * @param name its key
   * @return value or default, else empty
   */
  List<String> textList(String name);

  /**
   * The secret of a key.
   *
   * @param name its key
   * @return the secret, if given
   */
  Optional<Secret> secret(String name);

  /**
   * The error for a missing value.
   *
   * @param name its key
   * @return the error
   */
  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("no value and no default for setting '" + name + "'");
  }
}
