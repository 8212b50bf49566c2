package org.iccm.harness.wheels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version as PEP 440 defines it, in its order: {@code 1.0.dev1 < 1.0a1 < 1.0 < 1.0+local <
 * 1.0.post1}. Equal are versions that PEP 440 takes for one ({@code 1.0} and {@code v1.0.0}).
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class PythonVersion implements Comparable<PythonVersion> {
  private static final String NUMBER = "[0-9]{1,18}";
  private static final Pattern FORM =
      Pattern.compile(
          "v?(?:(?<epoch>"
              + NUMBER
              + ")!)?"
              + "(?<release>"
              + NUMBER
              + "(?:\\."
              + NUMBER
              + "){0,15})"
              + "(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preN>"
              + NUMBER
              + ")?)?"
              + "(?<post>-(?<postN>"
              + NUMBER
              + ")"
              + "|[-_.]?(?:post|rev|r)[-_.]?(?<postM>"
              + NUMBER
              + ")?)?"
              + "(?<dev>[-_.]?dev[-_.]?(?<devN>"
              + NUMBER
              + ")?)?"
              + "(?:\\+(?<local>[a-z0-9]{1,40}(?:[-_.][a-z0-9]{1,40}){0,15}))?");

  private static final Comparator<PythonVersion> ORDER =
      Comparator.comparingLong((PythonVersion v) -> v.epoch)
          .thenComparing((PythonVersion a, PythonVersion b) -> compare(a.release, b.release))
          .thenComparingInt(v -> v.phase)
          .thenComparingLong(v -> v.phaseNumber)
          .thenComparingLong(v -> v.post)
          .thenComparingLong(v -> v.dev)
          .thenComparing((a, b) -> compareLocal(a.local, b.local));

  private final String text;
  private final long epoch;

  /** Without zeros at the end. */
  private final List<Long> release;

  /** 0 development of the release itself, 1 alpha, 2 beta, 3 candidate, 4 the release. */
  private final int phase;

  private final long phaseNumber;
  private final long post;
  private final long dev;
  private final List<String> local;

  private PythonVersion(String text, Matcher m) {
    this.text = text;
    this.epoch = number(m.group("epoch"), 0);
    List<Long> parts = new ArrayList<>();
    for (String part : m.group("release").split("\\.", -1)) {
      parts.add(Long.parseLong(part));
    }
    while (parts.size() > 1 && parts.get(parts.size() - 1) == 0) {
      parts.remove(parts.size() - 1);
    }
    this.release = List.copyOf(parts);
    boolean isPost = m.group("post") != null;
    boolean isDev = m.group("dev") != null;
    String pre = m.group("pre");
    this.phase = pre == null ? (isDev && !isPost ? 0 : 4) : phase(pre);
    this.phaseNumber = number(m.group("preN"), 0);
    String postNumber = m.group("postN") == null ? m.group("postM") : m.group("postN");
    this.post = isPost ? number(postNumber, 0) : -1;
    this.dev = isDev ? number(m.group("devN"), 0) : Long.MAX_VALUE;
    this.local = m.group("local") == null ? List.of() : List.of(m.group("local").split("[-_.]"));
  }

  /**
   * Reads a version.
   *
   * @param text any text
   * @return the version; empty if the text is none
   */
  public static Optional<PythonVersion> find(String text) {
    Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    return m.matches() ? Optional.of(new PythonVersion(text.strip(), m)) : Optional.empty();
  }

  /**
   * Reads a version.
   *
   * @param text a version
   * @return the version
   * @throws IllegalArgumentException if it is none
   */
  public static PythonVersion parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no Python version: write, for example, 1.2.3"));
  }

  private static int phase(String pre) {
    return switch (pre.charAt(0)) {
      case 'a' -> 1;
      case 'b' -> 2;
      default -> 3;
    };
  }

  private static long number(@Nullable String digits, long otherwise) {
    return digits == null ? otherwise : Long.parseLong(digits);
  }

  private static int compare(List<Long> a, List<Long> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      int order = Long.compare(i < a.size() ? a.get(i) : 0, i < b.size() ? b.get(i) : 0);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compareLocal(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      boolean aNumber = isNumber(a.get(i));
      boolean bNumber = isNumber(b.get(i));
      int order =
          aNumber && bNumber
              ? Long.compare(Long.parseLong(a.get(i)), Long.parseLong(b.get(i)))
              : aNumber != bNumber
                  ? Boolean.compare(aNumber, bNumber)
                  : a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static boolean isNumber(String part) {
    return part.length() <= 18 && part.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(PythonVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PythonVersion v && compareTo(v) == 0;
  }

  @Override
  public int hashCode() {
    return release.hashCode() * 31 + phase;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
