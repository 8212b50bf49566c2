package org.iccm.api.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a context engineer may see of an application: sources and metadata, never tests, never gold.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ApplicationView {
  private final String id;
  private final String name;
  private final String description;
  private final String language;
  private final List<SourceFile> sources;
  private final Map<String, String> metadata;

  private ApplicationView(Builder b) {
    this.id = b.id;
    this.name = b.name;
    this.description = b.description;
    this.language = b.language;
    this.sources = List.copyOf(b.sources);
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(b.metadata));
  }

  /**
   * Starts a builder.
   *
   * @param id the application's id
   * @param name its name
   * @param description one or two sentences that any engineer may use
   * @param language its language, lower case, for example {@code python}
   * @return a new builder
   */
  public static Builder builder(String id, String name, String description, String language) {
    return new Builder(id, name, description, language);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(id, name, description, language);
    b.sources = sources;
    b.metadata = metadata;
    return b;
  }

  /** Returns the application's id. */
  public String id() {
    return id;
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  /** Returns one or two sentences that any engineer may use. */
  public String description() {
    return description;
  }

  /** Returns its language, lower case, for example {@code python}. */
  public String language() {
    return language;
  }

  /** Returns its sources, paths relative to the source root. */
  public List<SourceFile> sources() {
    return sources;
  }

  /** Returns further facts: version, licence, domain, tier, source. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Digest of id, name, description, language and sources.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    return Digests.of(id, name, description, language, Digests.ofFiles(sources));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ApplicationView o
            && id.equals(o.id)
            && name.equals(o.name)
            && description.equals(o.description)
            && language.equals(o.language)
            && sources.equals(o.sources)
            && metadata.equals(o.metadata));
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, name, description, language, sources, metadata);
  }

  @Override
  public String toString() {
    return "ApplicationView[id="
        + id
        + ", name="
        + name
        + ", description="
        + description
        + ", language="
        + language
        + ", sources="
        + sources
        + ", metadata="
        + metadata
        + "]";
  }

  /** Builds a {@link ApplicationView}. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String name;
    private final String description;
    private final String language;
    private List<SourceFile> sources = List.of();
    private Map<String, String> metadata = Map.of();

    private Builder(String id, String name, String description, String language) {
      this.id = Objects.requireNonNull(id, "id");
      this.name = Objects.requireNonNull(name, "name");
      this.description = Objects.requireNonNull(description, "description");
      this.language = Objects.requireNonNull(language, "language");
    }

    /**
     * Sets its sources, paths relative to the source root.
     *
     * @param sources the value
     * @return this builder
     */
    public Builder sources(List<SourceFile> sources) {
      this.sources = Objects.requireNonNull(sources, "sources");
      return this;
    }

    /**
     * Sets further facts: version, licence, domain, tier, source.
     *
     * @param metadata the value
     * @return this builder
     */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = Objects.requireNonNull(metadata, "metadata");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ApplicationView build() {
      if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
        throw new IllegalArgumentException(
            "application id '" + id + "': use letters, digits, dot, dash, underscore; 100 at most");
      }
      return new ApplicationView(this);
    }
  }
}
