package org.iccm.api.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;
import org.jspecify.annotations.Nullable;

/**
 * Which units of an application are rebuilt in scope {@link org.iccm.api.context.Scope#UNIT}: all
 * that tests of the reward group reach, a sample of them, or those that are named.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class UnitSelection {
  private final Set<UnitId> named;
  private final OptionalInt count;
  private final long seed;

  private UnitSelection(Set<UnitId> named, OptionalInt count, long seed) {
    this.named = named;
    this.count = count;
    this.seed = seed;
  }

  /**
   * All units that tests of the reward group reach.
   *
   * @return the selection
   */
  public static UnitSelection reached() {
    return new UnitSelection(Set.of(), OptionalInt.empty(), 0);
  }

  /**
   * These units, whether tests reach them or not: one that nothing reaches gives a rollout {@link
   * RolloutOutcome#UNREACHED}.
   *
   * @param units at least one
   * @return the selection
   * @throws IllegalArgumentException if there is none
   */
  public static UnitSelection named(Collection<UnitId> units) {
    if (units.isEmpty()) {
      throw new IllegalArgumentException("name at least one unit, or take UnitSelection.reached()");
    }
    return new UnitSelection(new LinkedHashSet<>(units), OptionalInt.empty(), 0);
  }

  /**
   * Some of the units that tests of the reward group reach, each as likely as any other. The same
   * seed gives the same units, and a larger sample holds the smaller one.
   *
   * @param count how many, at least 1; all where there are fewer
   * @param seed of the choice
   * @return the selection
   * @throws IllegalArgumentException if count is below 1
   */
  public static UnitSelection sampled(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("a sample holds at least 1 unit, not " + count);
    }
    return new UnitSelection(Set.of(), OptionalInt.of(count), seed);
  }

  /** Returns the units that are named, in their order; empty unless they are. */
  public List<UnitId> named() {
    return List.copyOf(named);
  }

  /** Returns how many are sampled; empty if all or named ones are taken. */
  public OptionalInt count() {
    return count;
  }

  /** Returns the seed of the sample, 0 without one. */
  public long seed() {
    return seed;
  }

  /**
   * Chooses.
   *
   * @param applicationId the application: each draws its own sample
   * @param reached units that tests of the reward group reach, no unit twice
   * @return the named ones, else those of {@code reached} that are taken, in its order
   */
  public List<UnitId> of(String applicationId, List<UnitId> reached) {
    if (!named.isEmpty()) {
      return named();
    }
    if (count.isEmpty() || reached.size() <= count.getAsInt()) {
      return List.copyOf(reached);
    }
    List<UnitId> drawn = new ArrayList<>(reached);
    // by name, never by order
    drawn.sort(
        Comparator.comparing(
            u -> Digests.of("units/1", Long.toString(seed), applicationId, u.toString())));
    Set<UnitId> taken = new LinkedHashSet<>(drawn.subList(0, count.getAsInt()));
    return reached.stream().filter(taken::contains).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof UnitSelection o
            && named.equals(o.named)
            && count.equals(o.count)
            && seed == o.seed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(named, count, seed);
  }

  @Override
  public String toString() {
    return "UnitSelection[named=" + named + ", count=" + count + ", seed=" + seed + "]";
  }
}
