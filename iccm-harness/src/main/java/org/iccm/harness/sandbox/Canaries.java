package org.iccm.harness.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.TestRun;

/** Names for tests that must fail, made of those of a suite's own. Stateless. */
final class Canaries {
  private static final int COUNT = 2;
  private static final int ATTEMPTS = 50;
  private static final List<String> USUAL =
      List.of("test_empty_input", "test_default_value", "test_round_trip", "test_wrong_argument");

  private Canaries() {}

  /**
   * Names that no test of the suite has.
   *
   * @param run what runs
   * @param random where chance comes from
   * @return two, or fewer if none are found
   */
  static List<String> names(TestRun run, RandomGenerator random) {
    List<String> known = new ArrayList<>();
    for (TestId id : run.testIds()) {
      String name = id.value().replaceFirst("\\[.*", "").replaceFirst(".*::", "");
      if (name.matches("test_\\w+")) {
        known.add(name);
      }
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS && names.size() < COUNT; i++) {
      List<String> from = known.isEmpty() || i > ATTEMPTS / 2 ? USUAL : known;
      String one = from.get(random.nextInt(from.size()));
      String other = from.get(random.nextInt(from.size()));
      String name =
          one.substring(0, one.lastIndexOf('_')) + other.substring(other.lastIndexOf('_'));
      boolean taken =
          names.contains(name)
              || known.contains(name)
              || !name.startsWith("test_")
              || run.suite().suite().files().stream().anyMatch(f -> f.text().contains(name));
      if (!taken) {
        names.add(name);
      }
    }
    return names;
  }
}
