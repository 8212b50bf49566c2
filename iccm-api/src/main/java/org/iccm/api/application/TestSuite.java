package org.iccm.api.application;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An application's tests. It goes to runner and gate only.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TestSuite {
  private final String applicationId;
  private final String language;
  private final List<SourceFile> files;
  private final List<String> dependencies;

  private TestSuite(Builder b) {
    this.applicationId = b.applicationId;
    this.language = b.language;
    this.files = List.copyOf(b.files);
    this.dependencies = List.copyOf(b.dependencies);
  }

  /**
   * Starts a builder.
   *
   * @param applicationId the application's id
   * @param language its language
   * @param files the suite's files, paths relative to the test root
   * @return a new builder
   */
  public static Builder builder(String applicationId, String language, List<SourceFile> files) {
    return new Builder(applicationId, language, files);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(applicationId, language, files);
    b.dependencies = dependencies;
    return b;
  }

  /** Returns the application's id. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns its language. */
  public String language() {
    return language;
  }

  /** Returns the suite's files, paths relative to the test root. */
  public List<SourceFile> files() {
    return files;
  }

  /**
   * Returns third-party packages that the tests or the application need, as the language's package
   * manager writes them.
   */
  public List<String> dependencies() {
    return dependencies;
  }

  /**
   * Digest of the suite's files and dependencies.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    return Digests.of(language, Digests.ofFiles(files), Digests.of(dependencies));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TestSuite o
            && applicationId.equals(o.applicationId)
            && language.equals(o.language)
            && files.equals(o.files)
            && dependencies.equals(o.dependencies));
  }

  @Override
  public int hashCode() {
    return Objects.hash(applicationId, language, files, dependencies);
  }

  @Override
  public String toString() {
    return "TestSuite[applicationId="
        + applicationId
        + ", language="
        + language
        + ", files="
        + files
        + ", dependencies="
        + dependencies
        + "]";
  }

  /** Builds a {@link TestSuite}. Not thread-safe. */
  public static final class Builder {
    private final String applicationId;
    private final String language;
    private final List<SourceFile> files;
    private List<String> dependencies = List.of();

    private Builder(String applicationId, String language, List<SourceFile> files) {
      this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
      this.language = Objects.requireNonNull(language, "language");
      this.files = Objects.requireNonNull(files, "files");
    }

    /**
     * Sets third-party packages that the tests or the application need, as the language's package
     * manager writes them.
     *
     * @param dependencies the value
     * @return this builder
     */
    public Builder dependencies(List<String> dependencies) {
      this.dependencies = Objects.requireNonNull(dependencies, "dependencies");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public TestSuite build() {
      return new TestSuite(this);
    }
  }
}
