package org.iccm.api.store;

import java.util.Objects;
import java.util.Optional;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.testing.TestReport;
import org.jspecify.annotations.Nullable;

/**
 * One run of tests on one reconstruction.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredRun {
  private final RunKey key;
  private final String runner;
  private final TestReport report;
  private final String applicationId;
  private final Optional<UnitId> unit;
  private final String reconstructionDigest;

  private StoredRun(Builder b) {
    this.key = b.key;
    this.runner = b.runner;
    this.report = b.report;
    this.applicationId = b.applicationId;
    this.unit = b.unit;
    this.reconstructionDigest = b.reconstructionDigest;
  }

  /**
   * Starts a builder.
   *
   * @param key the key
   * @param runner the runner's name
   * @param report what it gave
   * @return a new builder
   */
  public static Builder builder(RunKey key, String runner, TestReport report) {
    return new Builder(key, runner, report);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(key, runner, report);
    b.applicationId = applicationId;
    b.unit = unit;
    b.reconstructionDigest = reconstructionDigest;
    return b;
  }

  /** Returns the key. */
  public RunKey key() {
    return key;
  }

  /** Returns the runner's name. */
  public String runner() {
    return runner;
  }

  /** Returns what it gave. */
  public TestReport report() {
    return report;
  }

  /** Returns the application; empty if for none. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns what was rebuilt. */
  public Scope scope() {
    return unit.isPresent() ? Scope.UNIT : Scope.APPLICATION;
  }

  /** Returns the unit that was rebuilt; empty unless in scope UNIT. */
  public Optional<UnitId> unit() {
    return unit;
  }

  /** Returns digest of the files that were tested, possibly empty. */
  public String reconstructionDigest() {
    return reconstructionDigest;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredRun o
            && key.equals(o.key)
            && runner.equals(o.runner)
            && report.equals(o.report)
            && applicationId.equals(o.applicationId)
            && unit.equals(o.unit)
            && reconstructionDigest.equals(o.reconstructionDigest));
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, runner, report, applicationId, unit, reconstructionDigest);
  }

  @Override
  public String toString() {
    return "StoredRun[key="
        + key
        + ", runner="
        + runner
        + ", report="
        + report
        + ", applicationId="
        + applicationId
        + ", unit="
        + unit
        + ", reconstructionDigest="
        + reconstructionDigest
        + "]";
  }

  /** Builds a {@link StoredRun}. Not thread-safe. */
  public static final class Builder {
    private final RunKey key;
    private final String runner;
    private final TestReport report;
    private String applicationId = "";
    private Optional<UnitId> unit = Optional.empty();
    private String reconstructionDigest = "";

    private Builder(RunKey key, String runner, TestReport report) {
      this.key = Objects.requireNonNull(key, "key");
      this.runner = Objects.requireNonNull(runner, "runner");
      this.report = Objects.requireNonNull(report, "report");
    }

    /**
     * Sets the application; empty if for none.
     *
     * @param applicationId the value
     * @return this builder
     */
    public Builder applicationId(String applicationId) {
      this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
      return this;
    }

    /**
     * Sets the unit that was rebuilt, and with it scope UNIT.
     *
     * @param unit the value
     * @return this builder
     */
    public Builder unit(UnitId unit) {
      this.unit = Optional.of(unit);
      return this;
    }

    /**
     * Sets digest of the files that were tested, possibly empty.
     *
     * @param reconstructionDigest the value
     * @return this builder
     */
    public Builder reconstructionDigest(String reconstructionDigest) {
      this.reconstructionDigest =
          Objects.requireNonNull(reconstructionDigest, "reconstructionDigest");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredRun build() {
      return new StoredRun(this);
    }
  }
}
