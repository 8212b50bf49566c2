package org.iccm.api.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.IsolationMode;
import org.jspecify.annotations.Nullable;

/**
 * The tests that count: those that the original passes every time and no stub passes.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Inventory {
  private final List<TestId> tests;
  private final List<TestId> quarantined;
  private final List<TestId> failing;
  private final List<TestId> trivial;
  private final Duration originalTime;
  private final int repetitions;
  private final IsolationMode isolation;
  private final String isolationNote;

  private Inventory(Builder b) {
    this.tests = List.copyOf(b.tests);
    this.quarantined = List.copyOf(b.quarantined);
    this.failing = List.copyOf(b.failing);
    this.trivial = List.copyOf(b.trivial);
    this.originalTime = b.originalTime;
    this.repetitions = b.repetitions;
    this.isolation = b.isolation;
    this.isolationNote = b.isolationNote;
  }

  /**
   * Starts a builder.
   *
   * @param tests the tests, sorted
   * @return a new builder
   */
  public static Builder builder(List<TestId> tests) {
    return new Builder(tests);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(tests);
    b.quarantined = quarantined;
    b.failing = failing;
    b.trivial = trivial;
    b.originalTime = originalTime;
    b.repetitions = repetitions;
    b.isolation = isolation;
    b.isolationNote = isolationNote;
    return b;
  }

  /** Returns the tests, sorted. */
  public List<TestId> tests() {
    return tests;
  }

  /** Returns tests that the original passes only sometimes: flaky, left out. */
  public List<TestId> quarantined() {
    return quarantined;
  }

  /** Returns tests that the original never passes: left out. */
  public List<TestId> failing() {
    return failing;
  }

  /** Returns tests that an application without any knowledge passes too: left out. */
  public List<TestId> trivial() {
    return trivial;
  }

  /** Returns the original's longest time. */
  public Duration originalTime() {
    return originalTime;
  }

  /** Returns how often the original ran. */
  public int repetitions() {
    return repetitions;
  }

  /** Returns how far candidates and tests are apart in this application's runs. */
  public IsolationMode isolation() {
    return isolation;
  }

  /** Returns why the runs are not isolated although the runner could; else empty. */
  public String isolationNote() {
    return isolationNote;
  }

  /**
   * The tests of one group.
   *
   * @param group the group
   * @return its tests, sorted
   */
  public List<TestId> tests(TestGroup group) {
    return tests.stream().filter(t -> TestGroup.of(t) == group).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Inventory o
            && tests.equals(o.tests)
            && quarantined.equals(o.quarantined)
            && failing.equals(o.failing)
            && trivial.equals(o.trivial)
            && originalTime.equals(o.originalTime)
            && repetitions == o.repetitions
            && isolation == o.isolation
            && isolationNote.equals(o.isolationNote));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        tests, quarantined, failing, trivial, originalTime, repetitions, isolation, isolationNote);
  }

  @Override
  public String toString() {
    return "Inventory[tests="
        + tests
        + ", quarantined="
        + quarantined
        + ", failing="
        + failing
        + ", trivial="
        + trivial
        + ", originalTime="
        + originalTime
        + ", repetitions="
        + repetitions
        + ", isolation="
        + isolation
        + ", isolationNote="
        + isolationNote
        + "]";
  }

  /** Builds a {@link Inventory}. Not thread-safe. */
  public static final class Builder {
    private final List<TestId> tests;
    private List<TestId> quarantined = List.of();
    private List<TestId> failing = List.of();
    private List<TestId> trivial = List.of();
    private Duration originalTime = Duration.ZERO;
    private int repetitions = 3;
    private IsolationMode isolation = IsolationMode.IN_PROCESS;
    private String isolationNote = "";

    private Builder(List<TestId> tests) {
      this.tests = Objects.requireNonNull(tests, "tests");
    }

    /**
     * Sets tests that the original passes only sometimes: flaky, left out.
     *
     * @param quarantined the value
     * @return this builder
     */
    public Builder quarantined(List<TestId> quarantined) {
      this.quarantined = Objects.requireNonNull(quarantined, "quarantined");
      return this;
    }

    /**
     * Sets tests that the original never passes: left out.
     *
     * @param failing the value
     * @return this builder
     */
    public Builder failing(List<TestId> failing) {
      this.failing = Objects.requireNonNull(failing, "failing");
      return this;
    }

    /**
     * Sets tests that an application without any knowledge passes too: left out.
     *
     * @param trivial the value
     * @return this builder
     */
    public Builder trivial(List<TestId> trivial) {
      this.trivial = Objects.requireNonNull(trivial, "trivial");
      return this;
    }

    /**
     * Sets the original's longest time.
     *
     * @param originalTime the value
     * @return this builder
     */
    public Builder originalTime(Duration originalTime) {
      this.originalTime = Objects.requireNonNull(originalTime, "originalTime");
      return this;
    }

    /**
     * Sets how often the original ran.
     *
     * @param repetitions the value
     * @return this builder
     */
    public Builder repetitions(int repetitions) {
      this.repetitions = repetitions;
      return this;
    }

    /**
     * Sets how far candidates and tests are apart.
     *
     * @param isolation the value
     * @param note why it is not more; empty if there is nothing to say
     * @return this builder
     */
    public Builder isolation(IsolationMode isolation, String note) {
      this.isolation = Objects.requireNonNull(isolation, "isolation");
      this.isolationNote = Objects.requireNonNull(note, "note");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Inventory build() {
      return new Inventory(this);
    }
  }
}
