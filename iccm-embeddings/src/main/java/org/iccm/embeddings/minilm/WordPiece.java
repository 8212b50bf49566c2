package org.iccm.embeddings.minilm;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BERT's uncased tokenizer: clean, split off CJK, strip accents, lower case, split at white space
 * and punctuation, then longest match first. Special tokens in the text are plain text: source code
 * cannot smuggle them in.
 */
final class WordPiece {
  private static final int LONGEST_WORD = 100;

  private final Map<String, Integer> ids;
  private final int unknown;
  private final int cls;
  private final int sep;
  private final int maxTokens;

  /** The vocabulary in the order of its ids; the longest sequence with both marks. */
  WordPiece(List<String> vocabulary, int maxTokens) {
    this.ids = new HashMap<>(vocabulary.size() * 2);
    for (int i = 0; i < vocabulary.size(); i++) {
      ids.put(vocabulary.get(i), i);
    }
    this.unknown = special("[UNK]");
    this.cls = special("[CLS]");
    this.sep = special("[SEP]");
    this.maxTokens = maxTokens;
  }

  private int special(String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary has no " + token);
    }
    return id;
  }

  /** Ids with start and end mark, cut at the longest sequence. */
  long[] encode(String text) {
    List<Integer> out = new ArrayList<>();
    out.add(cls);
    for (String word : words(text)) {
      if (out.size() >= maxTokens - 1) {
        break;
      }
      pieces(word, out);
    }
    int kept = Math.min(out.size(), maxTokens - 1);
    long[] result = new long[kept + 1];
    for (int i = 0; i < kept; i++) {
      result[i] = out.get(i);
    }
    result[kept] = sep;
    return result;
  }

  private static List<String> words(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean(c, cleaned));
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    Normalizer.normalize(cleaned, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .map(Character::toLowerCase)
        .forEach(
            c -> {
              if (c == ' ') {
                flush(word, words);
              } else if (isPunctuation(c)) {
                flush(word, words);
                words.add(Character.toString(c));
              } else {
                word.appendCodePoint(c);
              }
            });
    flush(word, words);
    return words;
  }

  private static void clean(int c, StringBuilder out) {
    if (c == '\t' || c == '\n' || c == '\r') {
      out.append(' ');
      return;
    }
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED -> {}
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          out.append(' ');
      default -> {
        if (c == 0xFFFD) {
          return;
        }
        if (isCjk(c)) {
          out.append(' ').appendCodePoint(c).append(' ');
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  /** The blocks that BERT calls Chinese characters. */
  private static boolean isCjk(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B73F)
        || (c >= 0x2B740 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }

  private static boolean isPunctuation(int c) {
    if (c < 128) {
      return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private void pieces(String word, List<Integer> out) {
    int[] c = word.codePoints().toArray();
    int before = out.size();
    if (c.length <= LONGEST_WORD) {
      int start = 0;
      while (start < c.length) {
        int end = c.length;
        Integer found = null;
        while (end > start && found == null) {
          String piece = new String(c, start, end - start);
          found = ids.get(start == 0 ? piece : "##" + piece);
          end--;
        }
        if (found == null) {
          break;
        }
        out.add(found);
        start = end + 1;
      }
      if (start == c.length) {
        return;
      }
    }
    out.subList(before, out.size()).clear();
    out.add(unknown);
  }
}
