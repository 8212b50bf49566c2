package org.iccm.api.rollout;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request of scope {@link org.iccm.api.context.Scope#UNIT} rebuilds: units of each
 * application, and a share of the applications as a whole instead.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class UnitPlan {
  /** All units that tests of the reward group reach, of every application. */
  public static final UnitPlan REACHED = builder().build();

  private final UnitSelection selection;
  private final Map<String, UnitSelection> byApplication;
  private final double applicationShare;

  private UnitPlan(Builder b) {
    this.selection = b.selection;
    this.byApplication = Collections.unmodifiableMap(new LinkedHashMap<>(b.byApplication));
    this.applicationShare = b.applicationShare;
  }

  /**
   * Starts a builder.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.selection = selection;
    b.byApplication.putAll(byApplication);
    b.applicationShare = applicationShare;
    return b;
  }

  /**
   * The selection for an application.
   *
   * @param applicationId the application
   * @return its own, or that of all others
   */
  public UnitSelection selection(String applicationId) {
    return byApplication.getOrDefault(applicationId, selection);
  }

  /** Returns selections that hold for one application each, by its id. */
  public Map<String, UnitSelection> byApplication() {
    return byApplication;
  }

  /**
   * Returns the share of applications that are rebuilt as a whole, in scope APPLICATION, 0 to 1.
   * All rollouts of one application have one scope, so that they can be compared. Which
   * applications it is follows from the request's seed and their ids: of n applications it is share
   * x n of them, rounded up as often as the fraction says.
   */
  public double applicationShare() {
    return applicationShare;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof UnitPlan o
            && selection.equals(o.selection)
            && byApplication.equals(o.byApplication)
            && applicationShare == o.applicationShare);
  }

  @Override
  public int hashCode() {
    return Objects.hash(selection, byApplication, applicationShare);
  }

  @Override
  public String toString() {
    return "UnitPlan[selection="
        + selection
        + ", byApplication="
        + byApplication
        + ", applicationShare="
        + applicationShare
        + "]";
  }

  /** Builds a {@link UnitPlan}. Not thread-safe. */
  public static final class Builder {
    private UnitSelection selection = UnitSelection.reached();
    private final Map<String, UnitSelection> byApplication = new LinkedHashMap<>();
    private double applicationShare;

    private Builder() {}

    /**
     * Sets the units of every application without a selection of its own.
     *
     * @param selection by default all that tests of the reward group reach
     * @return this builder
     */
    public Builder units(UnitSelection selection) {
      this.selection = Objects.requireNonNull(selection, "selection");
      return this;
    }

    /**
     * Sets the units of one application.
     *
     * @param applicationId the application
     * @param selection its units
     * @return this builder
     */
    public Builder units(String applicationId, UnitSelection selection) {
      byApplication.put(
          Objects.requireNonNull(applicationId, "applicationId"),
          Objects.requireNonNull(selection, "selection"));
      return this;
    }

    /**
     * Sets the share of applications that are rebuilt as a whole.
     *
     * @param applicationShare 0 to 1, by default 0
     * @return this builder
     */
    public Builder applicationShare(double applicationShare) {
      this.applicationShare = applicationShare;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if the share is not from 0 to 1
     */
    public UnitPlan build() {
      if (!(applicationShare >= 0 && applicationShare <= 1)) {
        throw new IllegalArgumentException(
            "applicationShare is " + applicationShare + "; a share is from 0 to 1");
      }
      return new UnitPlan(this);
    }
  }
}
