package org.iccm.training.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.iccm.api.error.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a low-rank adapter (Hu and others, 2021): {@code y = W x + scale B A drop(x)}, scale
 * {@code alpha / r}, or {@code alpha / sqrt(r)} when rank-stabilised (Kalajdzievski, 2023).
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class LoraConfig {
  /** Name of the description in an adapter's directory. */
  public static final String FILE = "adapter_config.json";

  /** Name of the tensors' file in an adapter's directory. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  private final int rank;
  private final double alpha;
  private final double dropout;
  private final boolean rankStabilised;
  private final List<String> targets;
  private final Optional<String> pattern;

  private LoraConfig(Builder b) {
    this.rank = b.rank;
    this.alpha = b.alpha;
    this.dropout = b.dropout;
    this.rankStabilised = b.rankStabilised;
    this.targets = List.copyOf(b.targets);
    this.pattern = b.pattern;
  }

  /**
   * Starts a builder: rank 16, alpha 32, dropout 0.05 on q, k, v and o.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads PEFT's {@code adapter_config.json}.
   *
   * @param directory the adapter's directory
   * @return the shape
   * @throws ConfigurationException if it cannot be read or uses what is not LoRA as described here;
   *     all faults at once
   */
  public static LoraConfig read(Path directory) {
    return LoraConfigFile.read(directory);
  }

  /**
   * Writes PEFT's {@code adapter_config.json}.
   *
   * @param directory an existing directory
   * @throws ConfigurationException if it cannot be written
   */
  public void write(Path directory) {
    LoraConfigFile.write(this, directory);
  }

  /** Returns the rank r. */
  public int rank() {
    return rank;
  }

  /** Returns alpha. */
  public double alpha() {
    return alpha;
  }

  /** Returns the share of inputs that training drops. */
  public double dropout() {
    return dropout;
  }

  /** Returns whether the scale divides by the root of the rank. */
  public boolean rankStabilised() {
    return rankStabilised;
  }

  /** Returns the last parts of the names of the layers that it adds to; empty with a pattern. */
  public List<String> targets() {
    return targets;
  }

  /** Returns the regular expression that whole names of layers have to match, if there is one. */
  public Optional<String> pattern() {
    return pattern;
  }

  /** Returns what the product of B and A is multiplied by. */
  public double scale() {
    return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
  }

  /**
   * Whether it adds to a layer.
   *
   * @param layer the layer's full name, for example {@code decoder.block.0.layer.0.SelfAttention.q}
   * @return whether the pattern matches all of it, or it ends with one of the targets
   */
  public boolean addsTo(String layer) {
    return pattern
        .map(p -> Pattern.matches(p, layer))
        .orElseGet(
            () -> targets.stream().anyMatch(t -> layer.equals(t) || layer.endsWith("." + t)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof LoraConfig o
            && rank == o.rank
            && Double.compare(alpha, o.alpha) == 0
            && Double.compare(dropout, o.dropout) == 0
            && rankStabilised == o.rankStabilised
            && targets.equals(o.targets)
            && pattern.equals(o.pattern));
  }

  @Override
  public int hashCode() {
    return Objects.hash(rank, alpha, dropout, rankStabilised, targets, pattern);
  }

  @Override
  public String toString() {
    return "LoraConfig[r="
        + rank
        + ", alpha="
        + alpha
        + ", dropout="
        + dropout
        + (rankStabilised ? ", rank-stabilised" : "")
        + ", targets="
        + pattern.orElseGet(targets::toString)
        + "]";
  }

  /** Builds a {@link LoraConfig}. Not thread-safe. */
  public static final class Builder {
    private int rank = 16;
    private double alpha = 32;
    private double dropout = 0.05;
    private boolean rankStabilised = false;
    private List<String> targets = List.of("q", "k", "v", "o");
    private Optional<String> pattern = Optional.empty();

    private Builder() {}

    /**
     * Sets the rank; default 16.
     *
     * @param rank at least 1
     * @return this builder
     */
    public Builder rank(int rank) {
      this.rank = rank;
      return this;
    }

    /**
     * Sets alpha; default 32.
     *
     * @param alpha above 0
     * @return this builder
     */
    public Builder alpha(double alpha) {
      this.alpha = alpha;
      return this;
    }

    /**
     * Sets the share of inputs that training drops; default 0.05.
     *
     * @param dropout at least 0, below 1
     * @return this builder
     */
    public Builder dropout(double dropout) {
      this.dropout = dropout;
      return this;
    }

    /**
     * Sets whether the scale divides by the root of the rank; default false.
     *
     * @param rankStabilised the value
     * @return this builder
     */
    public Builder rankStabilised(boolean rankStabilised) {
      this.rankStabilised = rankStabilised;
      return this;
    }

    /**
     * Sets the layers by the last parts of their names; default q, k, v and o.
     *
     * @param targets at least one
     * @return this builder
     */
    public Builder targets(List<String> targets) {
      this.targets = List.copyOf(targets);
      this.pattern = Optional.empty();
      return this;
    }

    /**
     * Sets the layers by a regular expression over their whole names.
     *
     * @param pattern the expression
     * @return this builder
     */
    public Builder pattern(String pattern) {
      this.targets = List.of();
      this.pattern = Optional.of(pattern);
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws ConfigurationException if values are out of their range; all at once
     */
    public LoraConfig build() {
      List<ConfigurationException.Problem> problems = new ArrayList<>();
      check(problems, rank >= 1, "rank", "must be at least 1, is " + rank);
      check(problems, alpha > 0, "alpha", "must be above 0, is " + alpha);
      check(
          problems,
          dropout >= 0 && dropout < 1,
          "dropout",
          "must be at least 0 and below 1, is " + dropout);
      check(
          problems,
          pattern.isPresent() || !targets.isEmpty(),
          "targets",
          "name at least one layer, q for example");
      try {
        pattern.ifPresent(Pattern::compile);
      } catch (PatternSyntaxException e) {
        check(problems, false, "pattern", "is no regular expression: " + e.getDescription());
      }
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return new LoraConfig(this);
    }

    private static void check(
        List<ConfigurationException.Problem> problems, boolean good, String key, String message) {
      if (!good) {
        problems.add(new ConfigurationException.Problem(key, "LoraConfig", message));
      }
    }
  }
}
