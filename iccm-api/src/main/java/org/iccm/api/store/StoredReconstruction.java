package org.iccm.api.store;

import java.util.List;
import java.util.Objects;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.rollout.CompletionKey;
import org.jspecify.annotations.Nullable;

/**
 * Files read from one completion by one version of the parser.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredReconstruction {
  private final CompletionKey completionKey;
  private final String parserVersion;
  private final List<SourceFile> files;
  private final List<String> notes;

  private StoredReconstruction(Builder b) {
    this.completionKey = b.completionKey;
    this.parserVersion = b.parserVersion;
    this.files = List.copyOf(b.files);
    this.notes = List.copyOf(b.notes);
  }

  /**
   * Starts a builder.
   *
   * @param completionKey the completion
   * @param parserVersion version of the parser
   * @param files the files, possibly none
   * @return a new builder
   */
  public static Builder builder(
      CompletionKey completionKey, String parserVersion, List<SourceFile> files) {
    return new Builder(completionKey, parserVersion, files);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(completionKey, parserVersion, files);
    b.notes = notes;
    return b;
  }

  /** Returns the completion. */
  public CompletionKey completionKey() {
    return completionKey;
  }

  /** Returns version of the parser. */
  public String parserVersion() {
    return parserVersion;
  }

  /** Returns the files, possibly none. */
  public List<SourceFile> files() {
    return files;
  }

  /** Returns what could not be used. */
  public List<String> notes() {
    return notes;
  }

  /**
   * Digest of the files, whatever their order.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    return Digests.ofFiles(files);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredReconstruction o
            && completionKey.equals(o.completionKey)
            && parserVersion.equals(o.parserVersion)
            && files.equals(o.files)
            && notes.equals(o.notes));
  }

  @Override
  public int hashCode() {
    return Objects.hash(completionKey, parserVersion, files, notes);
  }

  @Override
  public String toString() {
    return "StoredReconstruction[completionKey="
        + completionKey
        + ", parserVersion="
        + parserVersion
        + ", files="
        + files
        + ", notes="
        + notes
        + "]";
  }

  /** Builds a {@link StoredReconstruction}. Not thread-safe. */
  public static final class Builder {
    private final CompletionKey completionKey;
    private final String parserVersion;
    private final List<SourceFile> files;
    private List<String> notes = List.of();

    private Builder(CompletionKey completionKey, String parserVersion, List<SourceFile> files) {
      this.completionKey = Objects.requireNonNull(completionKey, "completionKey");
      this.parserVersion = Objects.requireNonNull(parserVersion, "parserVersion");
      this.files = Objects.requireNonNull(files, "files");
    }

    /**
     * Sets what could not be used.
     *
     * @param notes the value
     * @return this builder
     */
    public Builder notes(List<String> notes) {
      this.notes = Objects.requireNonNull(notes, "notes");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredReconstruction build() {
      if (parserVersion.isBlank()) {
        throw new IllegalArgumentException("parserVersion is blank");
      }
      return new StoredReconstruction(this);
    }
  }
}
