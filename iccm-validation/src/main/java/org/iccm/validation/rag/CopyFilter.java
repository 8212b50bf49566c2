package org.iccm.validation.rag;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.iccm.api.application.SourceFile;
import org.iccm.api.plugin.TokenCounter;

/** Tells lines that are source, not a description of it. The gate judges the rest. */
final class CopyFilter {
  private static final int GRAM = 8;

  private final TokenCounter tokens;
  private final Set<List<Integer>> grams = new HashSet<>();
  private final Set<String> lines = new HashSet<>();

  CopyFilter(List<SourceFile> sources, TokenCounter tokens) {
    this.tokens = tokens;
    for (SourceFile source : sources) {
      grams.addAll(grams(normal(source.text())));
      source.text().lines().map(CopyFilter::bare).filter(l -> l.length() >= 12).forEach(lines::add);
    }
  }

  /**
   * Whether more than a share of a line's token 8-grams stands in the source, or the whole line.
   */
  boolean copied(String line, double share) {
    if (lines.contains(bare(line))) {
      return true;
    }
    List<List<Integer>> own = grams(normal(line));
    long shared = own.stream().filter(grams::contains).count();
    return !own.isEmpty() && shared > share * own.size();
  }

  private List<List<Integer>> grams(String text) {
    int[] ids = tokens.encode(text);
    List<Integer> boxed = java.util.Arrays.stream(ids).boxed().toList();
    return java.util.stream.IntStream.rangeClosed(0, boxed.size() - GRAM)
        .mapToObj(i -> boxed.subList(i, i + GRAM))
        .toList();
  }

  private static String normal(String text) {
    return " " + text.strip().replaceAll("\\s+", " ");
  }

  private static String bare(String line) {
    return line.replaceAll("[\\s`]+", "");
  }
}
