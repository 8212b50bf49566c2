package org.iccm.examples.laboratory;

import java.util.Map;

/**
 * What a text states of a program's facts.
 *
 * @param facts for each fact of the program how it is stated
 * @param stated statements of the text, each fact once; those that are no fact of the program among
 *     them
 * @param right those that are right in every word, name and constant
 * @param constants constants that the statements hold
 * @param constantsRight those of them that are the fact's, at its place
 * @since 0.1.0
 */
public record FactReading(
    Map<Integer, State> facts, int stated, int right, int constants, int constantsRight) {
  /** How a fact is stated. */
  public enum State {
    /** As it is. */
    RIGHT,
    /** With a wrong constant, name or word. */
    WRONG,
    /** Not at all. */
    MISSING
  }

  /** Keeps the facts' states as they are. */
  public FactReading {
    facts = Map.copyOf(facts);
  }

  /**
   * Adds another text's reading, for shares over many.
   *
   * @param other the other reading
   * @return counts of both; the states by fact are left out
   */
  public FactReading plus(FactReading other) {
    return new FactReading(
        Map.of(),
        stated + other.stated,
        right + other.right,
        constants + other.constants,
        constantsRight + other.constantsRight);
  }

  /**
   * The share of statements that are right.
   *
   * @return 0 to 1; not a number without statements
   */
  public double factsRight() {
    return right / (double) stated;
  }

  /**
   * The share of constants that are right.
   *
   * @return 0 to 1; not a number without constants
   */
  public double constantsRightShare() {
    return constantsRight / (double) constants;
  }
}
