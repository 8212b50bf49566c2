package org.iccm.api.rollout;

import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.testing.TestReport;
import org.jspecify.annotations.Nullable;

/**
 * What became of one rebuilt unit among the original's other units. Only the tests that reach the
 * unit count; the others are run to see that they do not notice.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class UnitTrial {
  private final UnitId unit;
  private final String refusal;
  private final Set<TestId> counting;
  private final Optional<TestReport> report;
  private final Set<TestId> disturbed;
  private final String detail;

  private UnitTrial(Builder b) {
    this.unit = b.unit;
    this.refusal = b.refusal;
    this.counting = Collections.unmodifiableSet(new TreeSet<>(b.counting));
    this.report = Optional.ofNullable(b.report);
    this.disturbed = Collections.unmodifiableSet(new TreeSet<>(b.disturbed));
    this.detail = b.detail;
  }

  /**
   * A unit that was not tried.
   *
   * @param unit the unit
   * @param why for people, not blank
   * @return the trial
   */
  public static UnitTrial refused(UnitId unit, String why) {
    Builder b = new Builder(unit);
    b.refusal = why;
    return b.build();
  }

  /**
   * Starts a builder of a unit that was tried.
   *
   * @param unit the unit
   * @param counting the tests that reach it, at least one
   * @param report what became of them
   * @return a new builder
   */
  public static Builder builder(UnitId unit, Collection<TestId> counting, TestReport report) {
    Builder b = new Builder(unit);
    b.counting = Set.copyOf(counting);
    b.report = Objects.requireNonNull(report, "report");
    return b;
  }

  /** Returns the unit. */
  public UnitId unit() {
    return unit;
  }

  /**
   * Returns why it was not tried: no test reaches it, or the new text cannot take its place. Empty
   * if it was.
   */
  public Optional<String> refusal() {
    return refusal.isEmpty() ? Optional.empty() : Optional.of(refusal);
  }

  /** Returns the tests that reach the unit and count, sorted; empty if it was not tried. */
  public Set<TestId> counting() {
    return counting;
  }

  /** Returns what became of these tests; empty if it was not tried. */
  public Optional<TestReport> report() {
    return report;
  }

  /**
   * Returns tests that fail with the new text although they do not reach the unit, sorted: its
   * results say something of other units too.
   */
  public Set<TestId> disturbed() {
    return disturbed;
  }

  /** Returns why tests are disturbed; empty if none is. */
  public String detail() {
    return detail;
  }

  /**
   * The share of the counting tests that passed.
   *
   * @return 0 to 1; empty if it was not tried
   */
  public Optional<Double> passRate() {
    return report.map(
        r -> {
          Set<TestId> passed = new TreeSet<>(counting);
          passed.retainAll(r.passed());
          return (double) passed.size() / counting.size();
        });
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof UnitTrial o
            && unit.equals(o.unit)
            && refusal.equals(o.refusal)
            && counting.equals(o.counting)
            && report.equals(o.report)
            && disturbed.equals(o.disturbed)
            && detail.equals(o.detail));
  }

  @Override
  public int hashCode() {
    return Objects.hash(unit, refusal, counting, report, disturbed, detail);
  }

  @Override
  public String toString() {
    return "UnitTrial[unit="
        + unit
        + ", refusal="
        + refusal
        + ", counting="
        + counting
        + ", report="
        + report
        + ", disturbed="
        + disturbed
        + ", detail="
        + detail
        + "]";
  }

  /** Builds a {@link UnitTrial}. Not thread-safe. */
  public static final class Builder {
    private final UnitId unit;
    private String refusal = "";
    private Set<TestId> counting = Set.of();
    private @Nullable TestReport report;
    private Set<TestId> disturbed = Set.of();
    private String detail = "";

    private Builder(UnitId unit) {
      this.unit = Objects.requireNonNull(unit, "unit");
    }

    /**
     * Sets tests that fail although they do not reach the unit.
     *
     * @param disturbed the tests
     * @param detail why, for people
     * @return this builder
     */
    public Builder disturbed(Collection<TestId> disturbed, String detail) {
      this.disturbed = Set.copyOf(disturbed);
      this.detail = Objects.requireNonNull(detail, "detail");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if it was tried by no test, or not tried for no reason
     */
    public UnitTrial build() {
      if (report == null ? refusal.isBlank() : counting.isEmpty()) {
        throw new IllegalArgumentException(
            "unit " + unit + " is tried by at least one test, or refused for a reason");
      }
      return new UnitTrial(this);
    }
  }
}
