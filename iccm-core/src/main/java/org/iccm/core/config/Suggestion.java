package org.iccm.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What to write instead of an unknown word. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * Says that a word is unknown, with the nearest known one and all others.
   *
   * @param what what the word names, for example {@code key}
   * @param word the unknown word
   * @param known the known ones
   * @return a sentence
   */
  public static String unknown(String what, String word, Collection<String> known) {
    Optional<String> near =
        known.stream()
            .min(Comparator.comparingInt(k -> distance(word, k)))
            .filter(k -> distance(word, k) <= Math.max(2, word.length() / 3));
    return "unknown "
        + what
        + " '"
        + word
        + "'"
        + near.map(k -> "; did you mean '" + k + "'?").orElse(";")
        + (known.isEmpty()
            ? " none is known here"
            : " known: " + String.join(", ", new TreeSet<>(known)));
  }

  /** Levenshtein distance, case ignored. */
  private static int distance(String a, String b) {
    String x = a.toLowerCase(Locale.ROOT);
    String y = b.toLowerCase(Locale.ROOT);
    int[] row = new int[y.length() + 1];
    for (int j = 0; j <= y.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= x.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= y.length(); j++) {
        int above = row[j];
        int substitution = diagonal + (x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[y.length()];
  }
}
