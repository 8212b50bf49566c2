package org.iccm.harness.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iccm.api.error.RunnerException;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Settings;
import org.iccm.harness.policy.Limit;

/**
 * The setting of all runners by which a user takes rewards from a host that does not hold a limit.
 *
 * @since 0.1.0
 */
public final class AcceptedLimits {
  private static final String NAME = "accept-absent";

  private AcceptedLimits() {}

  /**
   * The option.
   *
   * @return to be completed
   */
  public static Option.Builder option() {
    return Option.textList(NAME)
        .doc(
            "limits that may be ABSENT on this host although rewards are taken; names as ./doctor"
                + " prints them");
  }

  /**
   * Reads it.
   *
   * @param runner the runner's name
   * @param settings its settings
   * @return names of limits
   * @throws RunnerException if there is no limit of a name
   */
  public static Set<String> read(String runner, Settings settings) {
    List<String> names = settings.textList(NAME);
    for (String name : names) {
      if (Limit.of(name).isEmpty()) {
        throw new RunnerException(
            runner,
            false,
            "runner '"
                + runner
                + "': setting '"
                + NAME
                + "' names '"
                + name
                + "', which is no limit; there are "
                + Arrays.stream(Limit.values()).map(Limit::key).collect(Collectors.joining(", ")));
      }
    }
    return Set.copyOf(new TreeSet<>(names));
  }
}
