package org.iccm.api.plugin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The settings that a plugin knows, so that all faults of a configuration are reported at once.
 *
 * @since 0.1.0
 */
public final class Options {
  private final List<Option> all;

  private Options(List<Option> all) {
    this.all = List.copyOf(all);
    if (all.stream().map(Option::name).distinct().count() != all.size()) {
      throw new IllegalArgumentException("an option is declared twice: " + all);
    }
  }

  /**
   * Declares settings.
   *
   * @param options builders of the settings
   * @return the declaration
   */
  public static Options of(Option.Builder... options) {
    return new Options(Arrays.stream(options).map(Option.Builder::build).toList());
  }

  /**
   * The settings.
   *
   * @return in order of declaration
   */
  public List<Option> all() {
    return all;
  }

  /**
   * Looks one up.
   *
   * @param name its key
   * @return the setting, if declared
   */
  public Optional<Option> find(String name) {
    return all.stream().filter(o -> o.name().equals(name)).findFirst();
  }
}
