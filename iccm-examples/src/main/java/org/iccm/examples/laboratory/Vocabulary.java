package org.iccm.examples.laboratory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * Words for names, words and numbers for constants. An eighth of both is kept for the hold-out of
 * unseen constants: training programs have none of them as a constant. Numbers of one digit are
 * everybody's. Immutable and thread-safe.
 */
final class Vocabulary {
  private static final int RESERVED = 8;
  private static final int LOOKED_UP = 4_000;

  private final List<String> words;
  private final List<String> constantWords;
  private final LongPredicate permitted;
  private final boolean unseen;

  private Vocabulary(
      List<String> words, List<String> constantWords, LongPredicate permitted, boolean unseen) {
    this.unseen = unseen;
    this.words = words;
    this.constantWords = constantWords;
    this.permitted = permitted;
  }

  /** The words in the jar, in order. */
  static List<String> load() {
    try (InputStream in = Vocabulary.class.getResourceAsStream("words.txt")) {
      if (in == null) {
        throw new IllegalStateException("words.txt is not in the jar: keep its resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("words.txt cannot be read", e);
    }
  }

  /**
   * A vocabulary.
   *
   * @param words all words
   * @param seed decides what is reserved
   * @param unseen whether constants are the reserved ones, rather than the others
   */
  static Vocabulary of(List<String> words, long seed, boolean unseen) {
    List<String> constants = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (reserved(seed, -1 - i) == unseen) {
        constants.add(words.get(i));
      }
    }
    return new Vocabulary(words, List.copyOf(constants), numbers(seed, unseen), unseen);
  }

  /** Looked up: it is asked for hundreds of numbers a program. */
  private static LongPredicate numbers(long seed, boolean unseen) {
    boolean[] small = new boolean[LOOKED_UP];
    for (int n = 0; n < LOOKED_UP; n++) {
      small[n] = n < 10 || reserved(seed, n) == unseen;
    }
    return n -> {
      long size = Math.abs(n);
      return size < LOOKED_UP ? small[(int) size] : reserved(seed, size) == unseen;
    };
  }

  private static boolean reserved(long seed, long thing) {
    return new SplittableRandom(seed * 31 + thing).nextInt(RESERVED) == 0;
  }

  /** Whether constants are those that training never shows. */
  boolean unseen() {
    return unseen;
  }

  /** Whether a number may be a constant. */
  boolean permits(long number) {
    return permitted.test(number);
  }

  /** A permitted number of a range; the range's first if there is none. */
  long number(SplittableRandom random, long from, long to) {
    long[] some = LongStream.rangeClosed(from, to).filter(permitted).toArray();
    return some.length == 0 ? from : some[random.nextInt(some.length)];
  }

  /** A word for a constant. */
  String constant(SplittableRandom random) {
    return constantWords.get(random.nextInt(constantWords.size()));
  }

  /** A word for a name that is not among those taken, and is then. */
  String name(SplittableRandom random, List<String> taken) {
    while (true) {
      String word = words.get(random.nextInt(words.size()));
      if (!taken.contains(word)) {
        taken.add(word);
        return word;
      }
    }
  }

  /** A function's or module's name: two words. */
  String twoWords(SplittableRandom random, List<String> taken) {
    return name(random, taken) + "_" + name(random, taken);
  }
}
