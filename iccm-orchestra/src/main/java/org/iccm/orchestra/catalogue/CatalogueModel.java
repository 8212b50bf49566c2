package org.iccm.orchestra.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model's file: what it is and where it can be had. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class CatalogueModel {
  private final String id;
  private final String name;
  private final String publisher;
  private final String fileName;
  private final long bytes;
  private final String sha256;
  private final String licence;
  private final boolean chat;
  private final int contextTokens;
  private final List<ModelSource> sources;

  private CatalogueModel(Builder b) {
    this.id = b.id;
    this.name = b.name.isEmpty() ? b.id : b.name;
    this.publisher = b.publisher;
    this.fileName = b.fileName;
    this.bytes = b.bytes;
    this.sha256 = b.sha256;
    this.licence = b.licence;
    this.chat = b.chat;
    this.contextTokens = b.contextTokens;
    this.sources = List.copyOf(b.sources);
  }

  /**
   * Starts a builder.
   *
   * @param id what configurations call it, lower case
   * @param fileName the publisher's name of the file, without directories
   * @param bytes its size
   * @param sha256 its SHA-256, 64 hexadecimal digits
   * @return a new builder
   */
  public static Builder builder(String id, String fileName, long bytes, String sha256) {
    return new Builder(id, fileName, bytes, sha256);
  }

  /** Returns what configurations call it. */
  public String id() {
    return id;
  }

  /** Returns its name for people. */
  public String name() {
    return name;
  }

  /** Returns who published it, possibly empty. */
  public String publisher() {
    return publisher;
  }

  /** Returns the publisher's name of the file. */
  public String fileName() {
    return fileName;
  }

  /** Returns its size in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Returns its SHA-256 in lower case; the revision of the model's card. */
  public String sha256() {
    return sha256;
  }

  /** Returns the weights' licence, possibly empty. */
  public String licence() {
    return licence;
  }

  /** Returns whether it was trained to follow messages; false for a base model. */
  public boolean chat() {
    return chat;
  }

  /** Returns the longest prompt plus answer that it was made for, in tokens; 0 if unknown. */
  public int contextTokens() {
    return contextTokens;
  }

  /** Returns where it can be had, in the order to try. */
  public List<ModelSource> sources() {
    return sources;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CatalogueModel o
            && id.equals(o.id)
            && name.equals(o.name)
            && publisher.equals(o.publisher)
            && fileName.equals(o.fileName)
            && bytes == o.bytes
            && sha256.equals(o.sha256)
            && licence.equals(o.licence)
            && chat == o.chat
            && contextTokens == o.contextTokens
            && sources.equals(o.sources));
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, sha256);
  }

  @Override
  public String toString() {
    return "CatalogueModel[" + id + ", " + fileName + ", " + bytes + " bytes]";
  }

  /** Builds a {@link CatalogueModel}. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String fileName;
    private final long bytes;
    private final String sha256;
    private String name = "";
    private String publisher = "";
    private String licence = "";
    private boolean chat = true;
    private int contextTokens;
    private List<ModelSource> sources = List.of();

    private Builder(String id, String fileName, long bytes, String sha256) {
      this.id = Objects.requireNonNull(id, "id");
      this.fileName = Objects.requireNonNull(fileName, "fileName");
      this.bytes = bytes;
      this.sha256 = sha256.toLowerCase(Locale.ROOT);
    }

    /**
     * Sets its name for people.
     *
     * @param name the value
     * @return this builder
     */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets who published it.
     *
     * @param publisher the value
     * @return this builder
     */
    public Builder publisher(String publisher) {
      this.publisher = Objects.requireNonNull(publisher, "publisher");
      return this;
    }

    /**
     * Sets the weights' licence.
     *
     * @param licence the value
     * @return this builder
     */
    public Builder licence(String licence) {
      this.licence = Objects.requireNonNull(licence, "licence");
      return this;
    }

    /**
     * Sets whether it follows messages.
     *
     * @param chat false for a base model
     * @return this builder
     */
    public Builder chat(boolean chat) {
      this.chat = chat;
      return this;
    }

    /**
     * Sets the longest prompt plus answer.
     *
     * @param contextTokens in tokens, 0 if unknown
     * @return this builder
     */
    public Builder contextTokens(int contextTokens) {
      this.contextTokens = contextTokens;
      return this;
    }

    /**
     * Sets where it can be had.
     *
     * @param sources in the order to try
     * @return this builder
     */
    public Builder sources(List<ModelSource> sources) {
      this.sources = Objects.requireNonNull(sources, "sources");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public CatalogueModel build() {
      if (!id.matches("[a-z0-9][a-z0-9._-]*")) {
        throw new IllegalArgumentException("id '" + id + "' is not lower case, digits, . _ -");
      }
      if (!fileName.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
        throw new IllegalArgumentException("'" + fileName + "' is no plain file name");
      }
      if (bytes < 1) {
        throw new IllegalArgumentException("bytes has to be above 0");
      }
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("sha256 has to be 64 hexadecimal digits");
      }
      if (contextTokens < 0) {
        throw new IllegalArgumentException("contextTokens is negative");
      }
      return new CatalogueModel(this);
    }
  }
}
