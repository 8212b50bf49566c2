package org.iccm.api.store;

import java.util.Objects;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Digests;
import org.iccm.api.application.Split;
import org.jspecify.annotations.Nullable;

/**
 * An application as it was worked on.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredApplication {
  private final ApplicationView view;
  private final Split split;
  private final String suiteDigest;

  private StoredApplication(Builder b) {
    this.view = b.view;
    this.split = b.split;
    this.suiteDigest = b.suiteDigest;
  }

  /**
   * Starts a builder.
   *
   * @param view sources and metadata
   * @param split what it may be used for
   * @param suiteDigest digest of its test suite
   * @return a new builder
   */
  public static Builder builder(ApplicationView view, Split split, String suiteDigest) {
    return new Builder(view, split, suiteDigest);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(view, split, suiteDigest);
    return b;
  }

  /** Returns sources and metadata. */
  public ApplicationView view() {
    return view;
  }

  /** Returns what it may be used for. */
  public Split split() {
    return split;
  }

  /** Returns digest of its test suite. */
  public String suiteDigest() {
    return suiteDigest;
  }

  /**
   * The key: a changed view, suite or split is another artifact.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    return Digests.of(view.digest(), suiteDigest, split.name());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredApplication o
            && view.equals(o.view)
            && split.equals(o.split)
            && suiteDigest.equals(o.suiteDigest));
  }

  @Override
  public int hashCode() {
    return Objects.hash(view, split, suiteDigest);
  }

  @Override
  public String toString() {
    return "StoredApplication[view="
        + view
        + ", split="
        + split
        + ", suiteDigest="
        + suiteDigest
        + "]";
  }

  /** Builds a {@link StoredApplication}. Not thread-safe. */
  public static final class Builder {
    private final ApplicationView view;
    private final Split split;
    private final String suiteDigest;

    private Builder(ApplicationView view, Split split, String suiteDigest) {
      this.view = Objects.requireNonNull(view, "view");
      this.split = Objects.requireNonNull(split, "split");
      this.suiteDigest = Objects.requireNonNull(suiteDigest, "suiteDigest");
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredApplication build() {
      return new StoredApplication(this);
    }
  }
}
