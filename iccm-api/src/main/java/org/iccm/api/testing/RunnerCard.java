package org.iccm.api.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a runner.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RunnerCard {
  private final String name;
  private final String fingerprint;
  private final int concurrency;
  private final Map<String, LimitState> limits;
  private final Set<IsolationMode> isolationModes;

  private RunnerCard(Builder b) {
    this.name = b.name;
    this.fingerprint = b.fingerprint;
    this.concurrency = b.concurrency;
    this.limits = Collections.unmodifiableMap(new LinkedHashMap<>(b.limits));
    this.isolationModes = Collections.unmodifiableSet(new LinkedHashSet<>(b.isolationModes));
  }

  /**
   * Starts a builder.
   *
   * @param name its name
   * @param fingerprint digest of what shapes its results: image, driver, policy
   * @return a new builder
   */
  public static Builder builder(String name, String fingerprint) {
    return new Builder(name, fingerprint);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(name, fingerprint);
    b.concurrency = concurrency;
    b.limits = limits;
    b.isolationModes = isolationModes;
    return b;
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  /** Returns digest of what shapes its results: image, driver, policy. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Returns how many runs at once serve best, read at every admission. */
  public int concurrency() {
    return concurrency;
  }

  /**
   * Returns how well it enforces each limit here: network, memory, processes, output, disk, time,
   * host-files, user.
   */
  public Map<String, LimitState> limits() {
    return limits;
  }

  /** Returns the modes it offers. */
  public Set<IsolationMode> isolationModes() {
    return isolationModes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RunnerCard o
            && name.equals(o.name)
            && fingerprint.equals(o.fingerprint)
            && concurrency == o.concurrency
            && limits.equals(o.limits)
            && isolationModes.equals(o.isolationModes));
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, fingerprint, concurrency, limits, isolationModes);
  }

  @Override
  public String toString() {
    return "RunnerCard[name="
        + name
        + ", fingerprint="
        + fingerprint
        + ", concurrency="
        + concurrency
        + ", limits="
        + limits
        + ", isolationModes="
        + isolationModes
        + "]";
  }

  /** Builds a {@link RunnerCard}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String fingerprint;
    private int concurrency = 1;
    private Map<String, LimitState> limits = Map.of();
    private Set<IsolationMode> isolationModes = Set.of(IsolationMode.IN_PROCESS);

    private Builder(String name, String fingerprint) {
      this.name = Objects.requireNonNull(name, "name");
      this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
    }

    /**
     * Sets how many runs at once serve best, read at every admission.
     *
     * @param concurrency the value
     * @return this builder
     */
    public Builder concurrency(int concurrency) {
      this.concurrency = concurrency;
      return this;
    }

    /**
     * Sets how well it enforces each limit here: network, memory, processes, output, disk, time,
     * host-files, user.
     *
     * @param limits the value
     * @return this builder
     */
    public Builder limits(Map<String, LimitState> limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets the modes it offers.
     *
     * @param isolationModes the value
     * @return this builder
     */
    public Builder isolationModes(Set<IsolationMode> isolationModes) {
      this.isolationModes = Objects.requireNonNull(isolationModes, "isolationModes");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RunnerCard build() {
      return new RunnerCard(this);
    }
  }
}
