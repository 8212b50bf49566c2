package org.iccm.api.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration is wrong; all faults are reported at once.
 *
 * @since 0.1.0
 */
public class ConfigurationException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /**
   * One fault.
   *
   * @param key the key's path, for example {@code llm.small.baseUrl}; empty if there is none
   * @param place file and line, or the builder
   * @param message what is wrong and what to write instead
   * @since 0.1.0
   */
  public record Problem(String key, String place, String message) {
    @Override
    public String toString() {
      return (place.isEmpty() ? "" : place + ": ") + (key.isEmpty() ? "" : key + ": ") + message;
    }
  }

  /**
   * Several faults.
   *
   * @param problems the faults, at least one
   */
  public ConfigurationException(List<Problem> problems) {
    super(
        (problems.size() == 1 ? "" : problems.size() + " configuration problems:\n")
            + problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
        null);
    this.problems = List.copyOf(problems);
  }

  /**
   * One fault.
   *
   * @param key the key's path
   * @param message what is wrong and what to write instead
   */
  public ConfigurationException(String key, String message) {
    this(List.of(new Problem(key, "", message)));
  }

  /**
   * The faults.
   *
   * @return all of them, in order of place
   */
  public List<Problem> problems() {
    return problems;
  }
}
