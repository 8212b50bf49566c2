package org.iccm.validation.rag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.context.RequirementKind;

/** Reads the lines of a writer's answer, whatever stands around them. */
final class AnswerReader {
  /** One requirement as the writer wrote it. */
  record Line(RequirementKind kind, String text) {}

  private static final Pattern FENCE = Pattern.compile("^\\s*(?:```+|~~~+)\\s*(\\S*).*$");
  private static final Pattern ITEM =
      Pattern.compile("^\\s*(?:[-*+\\u2022]\\s+(?:\\d+[.)]\\s+)?|\\d+[.)]\\s+)(.*)$");
  private static final Pattern LABEL =
      Pattern.compile(
          "^(?:\\*\\*)?(functional|non[-_]functional|constraint)(?:\\*\\*)?\\s*:(?:\\*\\*)?\\s*(.*)$",
          Pattern.CASE_INSENSITIVE);
  private static final int LONGEST = 600;

  private AnswerReader() {}

  /** The lines; a truncated answer's last one is left out unless it is the only one. */
  static List<Line> read(String answer, boolean truncated) {
    List<String> plain = withoutFences(answer.lines().toList());
    List<String> items = items(plain);
    if (truncated && items.size() > 1) {
      items = items.subList(0, items.size() - 1);
    }
    Map<String, Line> lines = new LinkedHashMap<>();
    for (String item : items) {
      String text = item.replace("**", "").strip();
      RequirementKind kind = RequirementKind.FUNCTIONAL;
      Matcher label = LABEL.matcher(item.strip());
      if (label.matches()) {
        Optional<RequirementKind> named = RequirementKind.ofLabel(label.group(1));
        kind = named.orElse(kind);
        text = label.group(2).replace("**", "").strip();
      }
      if (text.length() > LONGEST) {
        text = text.substring(0, LONGEST).strip();
      }
      if (text.codePoints().anyMatch(Character::isLetterOrDigit)) {
        lines.putIfAbsent(text, new Line(kind, text));
      }
    }
    return List.copyOf(lines.values());
  }

  /** Code goes; a fence around plain list items stays. */
  private static List<String> withoutFences(List<String> lines) {
    List<String> kept = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      Matcher open = FENCE.matcher(lines.get(i));
      if (!open.matches()) {
        kept.add(lines.get(i++));
        continue;
      }
      int end = i + 1;
      while (end < lines.size() && !FENCE.matcher(lines.get(end)).matches()) {
        end++;
      }
      List<String> inside = lines.subList(i + 1, end);
      boolean prose = open.group(1).matches("(?i)|markdown|md|text|txt|plaintext");
      if (prose
          && inside.stream().filter(l -> !l.isBlank()).allMatch(l -> ITEM.matcher(l).matches())) {
        kept.addAll(inside);
      }
      i = end + 1;
    }
    return kept;
  }

  /** List items with their continuation lines; without any, each line is one. */
  private static List<String> items(List<String> lines) {
    boolean listed = lines.stream().anyMatch(l -> ITEM.matcher(l).matches());
    List<String> items = new ArrayList<>();
    boolean open = false;
    for (String line : lines) {
      Matcher item = ITEM.matcher(line);
      if (item.matches()) {
        items.add(item.group(1));
        open = true;
      } else if (line.isBlank() || line.startsWith("#")) {
        open = false;
      } else if (listed) {
        if (open && Character.isWhitespace(line.charAt(0))) {
          items.set(items.size() - 1, items.get(items.size() - 1) + " " + line.strip());
        } else {
          open = false;
        }
      } else if (!line.strip().endsWith(":")) {
        items.add(line.strip());
      }
    }
    return items;
  }
}
