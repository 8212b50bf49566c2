package org.iccm.api.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
  private final Set<String> acceptedAbsent;
  private final String choice;

  private RunnerCard(Builder b) {
    this.name = b.name;
    this.fingerprint = b.fingerprint;
    this.concurrency = b.concurrency;
    this.limits = Collections.unmodifiableMap(new LinkedHashMap<>(b.limits));
    this.isolationModes = Collections.unmodifiableSet(new LinkedHashSet<>(b.isolationModes));
    this.acceptedAbsent = Collections.unmodifiableSet(new LinkedHashSet<>(b.acceptedAbsent));
    this.choice = b.choice;
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
    b.acceptedAbsent = acceptedAbsent;
    b.choice = choice;
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
   * Returns how well it enforces each limit here, by the limit's name: memory, processes, cpu-time,
   * wall-clock, disk, inodes, shared-memory, output, open-files, network, host-files, user,
   * namespaces, system-calls, remains. A reward refuses {@link LimitState#ABSENT}.
   */
  public Map<String, LimitState> limits() {
    return limits;
  }

  /** Returns the modes it offers. */
  public Set<IsolationMode> isolationModes() {
    return isolationModes;
  }

  /** Returns limits that may be absent, because whoever configured the runner said so. */
  public Set<String> acceptedAbsent() {
    return acceptedAbsent;
  }

  /**
   * Returns limits that nothing enforces here and that the configuration has not accepted, sorted.
   */
  public List<String> refusedLimits() {
    return limits.entrySet().stream()
        .filter(e -> e.getValue() == LimitState.ABSENT && !acceptedAbsent.contains(e.getKey()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Returns why it is this runner, where it was chosen for the user; empty where it was named. */
  public String choice() {
    return choice;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RunnerCard o
            && name.equals(o.name)
            && fingerprint.equals(o.fingerprint)
            && concurrency == o.concurrency
            && limits.equals(o.limits)
            && isolationModes.equals(o.isolationModes)
            && acceptedAbsent.equals(o.acceptedAbsent)
            && choice.equals(o.choice));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        name, fingerprint, concurrency, limits, isolationModes, acceptedAbsent, choice);
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
        + ", acceptedAbsent="
        + acceptedAbsent
        + ", choice="
        + choice
        + "]";
  }

  /** Builds a {@link RunnerCard}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String fingerprint;
    private int concurrency = 1;
    private Map<String, LimitState> limits = Map.of();
    private Set<IsolationMode> isolationModes = Set.of(IsolationMode.IN_PROCESS);
    private Set<String> acceptedAbsent = Set.of();
    private String choice = "";

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
     * Sets how well it enforces each limit here, by the limit's name; see {@link
     * RunnerCard#limits()}.
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
     * Sets limits that may be absent, because whoever configured the runner said so.
     *
     * @param acceptedAbsent names of limits; by default none
     * @return this builder
     */
    public Builder acceptedAbsent(Set<String> acceptedAbsent) {
      this.acceptedAbsent = Objects.requireNonNull(acceptedAbsent, "acceptedAbsent");
      return this;
    }

    /**
     * Sets why it is this runner, where it was chosen for the user.
     *
     * @param choice a sentence; by default empty
     * @return this builder
     */
    public Builder choice(String choice) {
      this.choice = Objects.requireNonNull(choice, "choice");
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
