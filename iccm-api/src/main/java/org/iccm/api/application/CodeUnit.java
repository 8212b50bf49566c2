package org.iccm.api.application;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function, class or method as a language's parser found it.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class CodeUnit {
  private final UnitId id;
  private final UnitKind kind;
  private final String signature;
  private final String text;
  private final int startLine;
  private final int endLine;
  private final boolean isPublic;

  private CodeUnit(Builder b) {
    this.id = b.id;
    this.kind = b.kind;
    this.signature = b.signature;
    this.text = b.text;
    this.startLine = b.startLine;
    this.endLine = b.endLine;
    this.isPublic = b.isPublic;
  }

  /**
   * Starts a builder.
   *
   * @param id its id
   * @param kind its kind
   * @param signature its signature without body, one line where possible
   * @param text its source text
   * @param startLine its first line, 1-based
   * @param endLine its last line, 1-based, inclusive
   * @return a new builder
   */
  public static Builder builder(
      UnitId id, UnitKind kind, String signature, String text, int startLine, int endLine) {
    return new Builder(id, kind, signature, text, startLine, endLine);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(id, kind, signature, text, startLine, endLine);
    b.isPublic = isPublic;
    return b;
  }

  /** Returns its id. */
  public UnitId id() {
    return id;
  }

  /** Returns its kind. */
  public UnitKind kind() {
    return kind;
  }

  /** Returns its signature without body, one line where possible. */
  public String signature() {
    return signature;
  }

  /** Returns its source text. */
  public String text() {
    return text;
  }

  /** Returns its first line, 1-based. */
  public int startLine() {
    return startLine;
  }

  /** Returns its last line, 1-based, inclusive. */
  public int endLine() {
    return endLine;
  }

  /** Returns whether it belongs to the public interface. */
  public boolean isPublic() {
    return isPublic;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CodeUnit o
            && id.equals(o.id)
            && kind.equals(o.kind)
            && signature.equals(o.signature)
            && text.equals(o.text)
            && startLine == o.startLine
            && endLine == o.endLine
            && isPublic == o.isPublic);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, kind, signature, text, startLine, endLine, isPublic);
  }

  @Override
  public String toString() {
    return "CodeUnit[id="
        + id
        + ", kind="
        + kind
        + ", signature="
        + signature
        + ", text="
        + text
        + ", startLine="
        + startLine
        + ", endLine="
        + endLine
        + ", isPublic="
        + isPublic
        + "]";
  }

  /** Builds a {@link CodeUnit}. Not thread-safe. */
  public static final class Builder {
    private final UnitId id;
    private final UnitKind kind;
    private final String signature;
    private final String text;
    private final int startLine;
    private final int endLine;
    private boolean isPublic = true;

    private Builder(
        UnitId id, UnitKind kind, String signature, String text, int startLine, int endLine) {
      this.id = Objects.requireNonNull(id, "id");
      this.kind = Objects.requireNonNull(kind, "kind");
      this.signature = Objects.requireNonNull(signature, "signature");
      this.text = Objects.requireNonNull(text, "text");
      this.startLine = startLine;
      this.endLine = endLine;
    }

    /**
     * Sets whether it belongs to the public interface.
     *
     * @param isPublic the value
     * @return this builder
     */
    public Builder isPublic(boolean isPublic) {
      this.isPublic = isPublic;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public CodeUnit build() {
      return new CodeUnit(this);
    }
  }
}
