package org.iccm.examples.laboratory;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How facts are told: six independent choices, shared by all kinds.
 *
 * @param idiom everyday expression ("rises by 15 percent", "at least 40") or the operation and the
 *     opposite condition ("multiplied by 115 and floor-divided by 100", "below 40 ... otherwise")
 * @param form sentences, or numbered steps
 * @param reference values and comparisons by words ("the total is at least") or symbols ("n >=")
 * @param shapes whether a parameter's shape is said where it is first named
 * @param sequence errors and special cases first, or behind the main rule
 * @param examples whether a fact ends with an example
 * @since 0.1.0
 */
public record Wording(
    Idiom idiom,
    Form form,
    Reference reference,
    boolean shapes,
    Sequence sequence,
    boolean examples) {
  /** How many wordings there are. */
  public static final int COUNT = 64;

  /** Share or factor. */
  public enum Idiom {
    /** As people say it. */
    SHARE,
    /** As it is worked out. */
    FACTOR
  }

  /** Clause or step. */
  public enum Form {
    /** Declarative sentences. */
    CLAUSE,
    /** Numbered steps. */
    STEP
  }

  /** Name or symbol. */
  public enum Reference {
    /** In words. */
    NAME,
    /** As in a formula. */
    SYMBOL
  }

  /** Where errors and special cases stand. */
  public enum Sequence {
    /** Before the main rule, as they act. */
    EXCEPTIONS_FIRST,
    /** Behind it. */
    EXCEPTIONS_LAST
  }

  /** What gold is written in: sentences in words; signatures show the shapes. */
  public static final Wording GOLD =
      new Wording(
          Idiom.SHARE, Form.CLAUSE, Reference.NAME, false, Sequence.EXCEPTIONS_FIRST, false);

  /**
   * A wording by its number.
   *
   * @param number 0 to 63, one bit a choice in the order of the components
   * @return the wording
   */
  public static Wording of(int number) {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("a wording is 0 to 63, not " + number);
    }
    return new Wording(
        Idiom.values()[number & 1],
        Form.values()[number >> 1 & 1],
        Reference.values()[number >> 2 & 1],
        (number >> 3 & 1) == 1,
        Sequence.values()[number >> 4 & 1],
        (number >> 5 & 1) == 1);
  }

  /**
   * Its number.
   *
   * @return what {@link #of} takes
   */
  public int number() {
    return idiom.ordinal()
        | form.ordinal() << 1
        | reference.ordinal() << 2
        | (shapes ? 1 : 0) << 3
        | sequence.ordinal() << 4
        | (examples ? 1 : 0) << 5;
  }

  /**
   * All of them.
   *
   * @return 64, by number
   */
  public static List<Wording> all() {
    return IntStream.range(0, COUNT).mapToObj(Wording::of).toList();
  }
}
