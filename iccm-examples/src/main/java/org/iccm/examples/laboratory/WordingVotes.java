package org.iccm.examples.laboratory;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each side of each choice of a wording was seen.
 *
 * @param first times the first side was seen, by choice in the order of {@link Wording}
 * @param second times the second side was seen, likewise
 * @since 0.1.0
 */
public record WordingVotes(List<Integer> first, List<Integer> second) {
  /** The choices' names, in order. */
  public static final List<String> CHOICES =
      List.of("idiom", "form", "reference", "shapes", "sequence", "examples");

  /** Nothing seen. */
  public static final WordingVotes NONE = of(0, 0);

  /** Copies the lists. */
  public WordingVotes {
    first = List.copyOf(first);
    second = List.copyOf(second);
  }

  /** Votes for the sides whose bits are set. */
  static WordingVotes of(int first, int second) {
    return new WordingVotes(bits(first), bits(second));
  }

  private static List<Integer> bits(int number) {
    return IntStream.range(0, CHOICES.size()).mapToObj(i -> number >> i & 1).toList();
  }

  /**
   * Adds.
   *
   * @param other what was seen elsewhere
   * @return both together
   */
  public WordingVotes plus(WordingVotes other) {
    return new WordingVotes(sum(first, other.first), sum(second, other.second));
  }

  private static List<Integer> sum(List<Integer> a, List<Integer> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i) + b.get(i)).toList();
  }

  /**
   * The share of a wording's side.
   *
   * @param choice 0 to 5
   * @param wording gives the side
   * @return 0 to 1; NaN if neither side was seen
   */
  public double share(int choice, Wording wording) {
    int own = (wording.number() >> choice & 1) == 0 ? first.get(choice) : second.get(choice);
    return own / (double) (first.get(choice) + second.get(choice));
  }
}
