package org.iccm.api.testing;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.jspecify.annotations.Nullable;

/**
 * Which tests reach which units of an original. A test reaches a unit if the unit's code runs
 * because of this test alone: in its fixtures, its threads and the processes that it starts too. It
 * reaches a class if it reaches a member of it, or runs code that names it.
 *
 * <p>What runs while modules are imported is told apart: it runs for every test of the file, and
 * says nothing of a single one.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Reach {
  private final Map<UnitId, Set<TestId>> tests;
  private final Map<UnitId, Set<TestId>> importing;
  private final Set<TestId> measured;
  private final Map<TestId, String> unknown;

  private Reach(Builder b) {
    this.tests = frozen(b.tests);
    this.importing = frozen(b.importing);
    this.measured = Collections.unmodifiableSet(new TreeSet<>(b.measured));
    this.unknown = Collections.unmodifiableMap(new TreeMap<>(b.unknown));
  }

  private static Map<UnitId, Set<TestId>> frozen(Map<UnitId, Set<TestId>> map) {
    Map<UnitId, Set<TestId>> copy = new LinkedHashMap<>();
    map.forEach((unit, tests) -> copy.put(unit, Collections.unmodifiableSet(new TreeSet<>(tests))));
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Starts a builder.
   *
   * @param units all units of the original, also those that nothing reaches
   * @return a new builder
   */
  public static Builder builder(Collection<UnitId> units) {
    return new Builder(units);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(tests.keySet());
    tests.forEach((unit, ids) -> b.tests.put(unit, new TreeSet<>(ids)));
    importing.forEach((unit, ids) -> b.importing.put(unit, new TreeSet<>(ids)));
    b.measured.addAll(measured);
    b.unknown.putAll(unknown);
    return b;
  }

  /** Returns all units of the original, in order of appearance. */
  public Set<UnitId> units() {
    return tests.keySet();
  }

  /**
   * The tests that reach a unit.
   *
   * @param unit a unit of the original
   * @return sorted; none of {@link #unknown()}
   * @throws IllegalArgumentException if the original has no such unit
   */
  public Set<TestId> tests(UnitId unit) {
    return of(tests, unit);
  }

  /**
   * The tests for which a unit runs while modules are imported.
   *
   * @param unit a unit of the original
   * @return sorted; a test may be among {@link #tests(UnitId)} as well
   * @throws IllegalArgumentException if the original has no such unit
   */
  public Set<TestId> importing(UnitId unit) {
    return of(importing, unit);
  }

  private static Set<TestId> of(Map<UnitId, Set<TestId>> map, UnitId unit) {
    Set<TestId> found = map.get(unit);
    if (found == null) {
      throw new IllegalArgumentException(
          "unit " + unit + " is none of the " + map.size() + " units that were measured");
    }
    return found;
  }

  /**
   * The units that a test reaches.
   *
   * @param test any test
   * @return in order of appearance; empty for a test that was not measured
   */
  public Set<UnitId> units(TestId test) {
    Set<UnitId> found = Collections.newSetFromMap(new LinkedHashMap<>());
    tests.forEach(
        (unit, ids) -> {
          if (ids.contains(test)) {
            found.add(unit);
          }
        });
    return Collections.unmodifiableSet(found);
  }

  /** Returns the tests whose reach is known, sorted. */
  public Set<TestId> measured() {
    return measured;
  }

  /** Returns the tests whose reach is not known, sorted, and why. */
  public Map<TestId, String> unknown() {
    return unknown;
  }

  /**
   * The tests that certainly do not reach a unit, not even by an import.
   *
   * @param unit a unit of the original
   * @return sorted
   * @throws IllegalArgumentException if the original has no such unit
   */
  public Set<TestId> untouched(UnitId unit) {
    Set<TestId> rest = new TreeSet<>(measured);
    rest.removeAll(tests(unit));
    rest.removeAll(importing(unit));
    return Collections.unmodifiableSet(rest);
  }

  /**
   * Why a unit cannot be judged alone.
   *
   * @param unit any unit
   * @return the reason; empty if some test reaches it
   */
  public Optional<String> refusal(UnitId unit) {
    Set<TestId> reaching = tests.get(unit);
    if (reaching == null) {
      return Optional.of("the original has no unit " + unit);
    }
    if (!reaching.isEmpty()) {
      return Optional.empty();
    }
    String but =
        unknown.isEmpty()
            ? ""
            : "; of " + unknown.size() + " tests it is not known what they reach";
    return Optional.of(
        importing.getOrDefault(unit, Set.of()).isEmpty()
            ? "no test reaches unit " + unit + but
            : "unit "
                + unit
                + " runs only while modules are imported, for no test in particular"
                + but);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Reach o
            && tests.equals(o.tests)
            && importing.equals(o.importing)
            && measured.equals(o.measured)
            && unknown.equals(o.unknown));
  }

  @Override
  public int hashCode() {
    return Objects.hash(tests, importing, measured, unknown);
  }

  @Override
  public String toString() {
    return "Reach[tests="
        + tests
        + ", importing="
        + importing
        + ", measured="
        + measured
        + ", unknown="
        + unknown
        + "]";
  }

  /** Builds a {@link Reach}. Not thread-safe. */
  public static final class Builder {
    private final Map<UnitId, Set<TestId>> tests = new LinkedHashMap<>();
    private final Map<UnitId, Set<TestId>> importing = new LinkedHashMap<>();
    private final Set<TestId> measured = new TreeSet<>();
    private final Map<TestId, String> unknown = new TreeMap<>();

    private Builder(Collection<UnitId> units) {
      units.forEach(unit -> tests.put(unit, new TreeSet<>()));
      units.forEach(unit -> importing.put(unit, new TreeSet<>()));
    }

    /**
     * Adds a test whose reach is known. What is none of the units is left out.
     *
     * @param test the test
     * @param reached the units that it reaches
     * @param imported the units that run while modules are imported for it
     * @return this builder
     */
    public Builder test(TestId test, Collection<UnitId> reached, Collection<UnitId> imported) {
      measured.add(Objects.requireNonNull(test, "test"));
      add(tests, test, reached);
      add(importing, test, imported);
      return this;
    }

    private static void add(Map<UnitId, Set<TestId>> map, TestId test, Collection<UnitId> units) {
      for (UnitId unit : units) {
        Set<TestId> ids = map.get(unit);
        if (ids != null) {
          ids.add(test);
        }
      }
    }

    /**
     * Adds a test whose reach is not known.
     *
     * @param test the test
     * @param why for people, not blank
     * @return this builder
     */
    public Builder unknown(TestId test, String why) {
      unknown.put(Objects.requireNonNull(test, "test"), Objects.requireNonNull(why, "why"));
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a test is both measured and unknown, or a reason is blank
     */
    public Reach build() {
      unknown.forEach(
          (test, why) -> {
            if (measured.contains(test) || why.isBlank()) {
              throw new IllegalArgumentException(
                  "test " + test + " is measured, or unknown for a reason: '" + why + "'");
            }
          });
      return new Reach(this);
    }
  }
}
