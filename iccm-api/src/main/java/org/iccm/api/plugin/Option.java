package org.iccm.api.plugin;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a plugin declares.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Option {
  private final String name;
  private final Kind kind;
  private final boolean required;
  private final Optional<Object> defaultValue;
  private final String doc;
  private final double minimum;
  private final double maximum;
  private final List<String> choices;

  private Option(Builder b) {
    this.name = b.name;
    this.kind = b.kind;
    this.required = b.required;
    this.defaultValue = b.defaultValue;
    this.doc = b.doc;
    this.minimum = b.minimum;
    this.maximum = b.maximum;
    this.choices = List.copyOf(b.choices);
  }

  /**
   * Starts a builder.
   *
   * @param name its key, camelCase
   * @param kind its type
   * @return a new builder
   */
  public static Builder builder(String name, Kind kind) {
    return new Builder(name, kind);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(name, kind);
    b.required = required;
    b.defaultValue = defaultValue;
    b.doc = doc;
    b.minimum = minimum;
    b.maximum = maximum;
    b.choices = choices;
    return b;
  }

  /** Returns its key, camelCase. */
  public String name() {
    return name;
  }

  /** Returns its type. */
  public Kind kind() {
    return kind;
  }

  /** Returns whether it must be given. */
  public boolean required() {
    return required;
  }

  /** Returns its default. */
  public Optional<Object> defaultValue() {
    return defaultValue;
  }

  /** Returns one line for people. */
  public String doc() {
    return doc;
  }

  /** Returns smallest number allowed. */
  public double minimum() {
    return minimum;
  }

  /** Returns largest number allowed. */
  public double maximum() {
    return maximum;
  }

  /** Returns allowed texts of a choice. */
  public List<String> choices() {
    return choices;
  }

  /** Types of settings. */
  public enum Kind {
    /** Any text. */
    TEXT,
    /** A whole number. */
    INTEGER,
    /** A number. */
    DECIMAL,
    /** true or false. */
    FLAG,
    /** A time: {@code 30s}, {@code 5m}, {@code 2h}, {@code 250ms} or ISO-8601. */
    DURATION,
    /** A path; relative ones are seen from the configuration file. */
    PATH,
    /** A text given as {@code ${env:NAME}} or {@code ${file:PATH}} only. */
    SECRET,
    /** One of several texts. */
    CHOICE,
    /** A list of texts. */
    TEXT_LIST
  }

  /**
   * A text.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder text(String name) {
    return builder(name, Kind.TEXT);
  }

  /**
   * A whole number.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder integer(String name) {
    return builder(name, Kind.INTEGER);
  }

  /**
   * A number.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder decimal(String name) {
    return builder(name, Kind.DECIMAL);
  }

  /**
   * True or false.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder flag(String name) {
    return builder(name, Kind.FLAG);
  }

  /**
   * A time.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder duration(String name) {
    return builder(name, Kind.DURATION);
  }

  /**
   * A path.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder path(String name) {
    return builder(name, Kind.PATH);
  }

  /**
   * A secret.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder secret(String name) {
    return builder(name, Kind.SECRET);
  }

  /**
   * One of several texts.
   *
   * @param name its key
   * @param choices allowed texts
   * @return a builder
   */
  public static Builder choice(String name, String... choices) {
    return builder(name, Kind.CHOICE).choices(List.of(choices));
  }

  /**
   * A list of texts.
   *
   * @param name its key
   * @return a builder
   */
  public static Builder textList(String name) {
    return builder(name, Kind.TEXT_LIST);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Option o
            && name.equals(o.name)
            && kind.equals(o.kind)
            && required == o.required
            && defaultValue.equals(o.defaultValue)
            && doc.equals(o.doc)
            && Double.compare(minimum, o.minimum) == 0
            && Double.compare(maximum, o.maximum) == 0
            && choices.equals(o.choices));
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, kind, required, defaultValue, doc, minimum, maximum, choices);
  }

  @Override
  public String toString() {
    return "Option[name="
        + name
        + ", kind="
        + kind
        + ", required="
        + required
        + ", defaultValue="
        + defaultValue
        + ", doc="
        + doc
        + ", minimum="
        + minimum
        + ", maximum="
        + maximum
        + ", choices="
        + choices
        + "]";
  }

  /** Builds a {@link Option}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Kind kind;
    private boolean required = false;
    private Optional<Object> defaultValue = Optional.empty();
    private String doc = "";
    private double minimum = Double.NEGATIVE_INFINITY;
    private double maximum = Double.POSITIVE_INFINITY;
    private List<String> choices = List.of();

    private Builder(String name, Kind kind) {
      this.name = Objects.requireNonNull(name, "name");
      this.kind = Objects.requireNonNull(kind, "kind");
    }

    /**
     * Sets whether it must be given.
     *
     * @param required the value
     * @return this builder
     */
    public Builder required(boolean required) {
      this.required = required;
      return this;
    }

    /**
     * Sets its default.
     *
     * @param defaultValue the value
     * @return this builder
     */
    public Builder defaultValue(Object defaultValue) {
      this.defaultValue = Optional.of(defaultValue);
      return this;
    }

    /**
     * Sets one line for people.
     *
     * @param doc the value
     * @return this builder
     */
    public Builder doc(String doc) {
      this.doc = Objects.requireNonNull(doc, "doc");
      return this;
    }

    /**
     * Sets smallest number allowed.
     *
     * @param minimum the value
     * @return this builder
     */
    public Builder minimum(double minimum) {
      this.minimum = minimum;
      return this;
    }

    /**
     * Sets largest number allowed.
     *
     * @param maximum the value
     * @return this builder
     */
    public Builder maximum(double maximum) {
      this.maximum = maximum;
      return this;
    }

    /**
     * Sets allowed texts of a choice.
     *
     * @param choices the value
     * @return this builder
     */
    public Builder choices(List<String> choices) {
      this.choices = Objects.requireNonNull(choices, "choices");
      return this;
    }

    /**
     * Makes it required.
     *
     * @return this builder
     */
    public Builder required() {
      return required(true);
    }

    /**
     * Sets its default.
     *
     * @param value the default, of the kind's Java type
     * @return this builder
     */
    public Builder defaultsTo(Object value) {
      return defaultValue(value);
    }

    /**
     * Sets the range of a number.
     *
     * @param smallest the smallest allowed
     * @param largest the largest allowed
     * @return this builder
     */
    public Builder between(double smallest, double largest) {
      return minimum(smallest).maximum(largest);
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Option build() {
      return new Option(this);
    }
  }
}
