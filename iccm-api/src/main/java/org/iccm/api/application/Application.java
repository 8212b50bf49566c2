package org.iccm.api.application;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application: view, suite, gold.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Application {
  private final ApplicationView view;
  private final TestSuite suite;
  private final Optional<Gold> gold;
  private final Split split;

  private Application(Builder b) {
    this.view = b.view;
    this.suite = b.suite;
    this.gold = b.gold;
    this.split = b.split;
  }

  /**
   * Starts a builder.
   *
   * @param view what engineers may see
   * @param suite its tests
   * @return a new builder
   */
  public static Builder builder(ApplicationView view, TestSuite suite) {
    return new Builder(view, suite);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(view, suite);
    b.gold = gold;
    b.split = split;
    return b;
  }

  /** Returns what engineers may see. */
  public ApplicationView view() {
    return view;
  }

  /** Returns its tests. */
  public TestSuite suite() {
    return suite;
  }

  /** Returns an expert's requirements, if there are any. */
  public Optional<Gold> gold() {
    return gold;
  }

  /** Returns what it may be used for. */
  public Split split() {
    return split;
  }

  /**
   * The application's id.
   *
   * @return the id
   */
  public String id() {
    return view.id();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Application o
            && view.equals(o.view)
            && suite.equals(o.suite)
            && gold.equals(o.gold)
            && split.equals(o.split));
  }

  @Override
  public int hashCode() {
    return Objects.hash(view, suite, gold, split);
  }

  @Override
  public String toString() {
    return "Application[view="
        + view
        + ", suite="
        + suite
        + ", gold="
        + gold
        + ", split="
        + split
        + "]";
  }

  /** Builds a {@link Application}. Not thread-safe. */
  public static final class Builder {
    private final ApplicationView view;
    private final TestSuite suite;
    private Optional<Gold> gold = Optional.empty();
    private Split split = Split.TRAIN;

    private Builder(ApplicationView view, TestSuite suite) {
      this.view = Objects.requireNonNull(view, "view");
      this.suite = Objects.requireNonNull(suite, "suite");
    }

    /**
     * Sets an expert's requirements, if there are any.
     *
     * @param gold the value
     * @return this builder
     */
    public Builder gold(Gold gold) {
      this.gold = Optional.of(gold);
      return this;
    }

    /**
     * Sets what it may be used for.
     *
     * @param split the value
     * @return this builder
     */
    public Builder split(Split split) {
      this.split = Objects.requireNonNull(split, "split");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Application build() {
      return new Application(this);
    }
  }
}
