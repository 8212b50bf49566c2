package org.iccm.core.requirements;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.jspecify.annotations.Nullable;

/** One pass over the lines of a requirement file. Not thread-safe. */
final class RequirementReader {
  private static final Pattern HEADING = Pattern.compile("##\\s+(.*?)\\s*#*\\s*");
  private static final Pattern BULLET = Pattern.compile("[-*+](?:\\s+(.*))?");
  private static final Pattern ITEM = Pattern.compile("(\\d+[.)]|[-*+])\\s.*");
  private static final Pattern TYPED =
      Pattern.compile("(?i)[-*+]\\s+\\**(functional|non[-_]functional|constraint)(\\**:|\\*\\*).*");

  private final String text;
  private final String place;
  private final List<Requirement> found = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable StringBuilder open;
  private int openLine;
  private Set<UnitId> units = Set.of();
  private boolean headed = true;

  RequirementReader(String text, String place) {
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.place = place;
  }

  List<Requirement> read() {
    List<String> lines = text.lines().map(String::stripTrailing).toList();
    int start = firstHeading(lines);
    if (start < 0) {
      if (lines.stream().noneMatch(l -> TYPED.matcher(l).matches())) {
        return List.of(Requirement.builder(RequirementKind.FUNCTIONAL, text.strip()).build());
      }
      headed = false;
      // typed bullets without headings: all of the whole application; prose around is not read
      while (start < 0 || !TYPED.matcher(lines.get(start)).matches()) {
        start++;
      }
    }
    sections(lines, start);
    close();
    if (found.isEmpty() && problems.isEmpty()) {
      problems.add(problem(lines.size(), "holds no requirement: write '- **functional** ...'"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return List.copyOf(found);
  }

  private void sections(List<String> lines, int start) {
    boolean fenced = false;
    int headingLine = -1;
    int before = 0;
    for (int i = start; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher heading = HEADING.matcher(line);
      if (!fenced && heading.matches()) {
        close();
        if (!headed) {
          continue;
        }
        emptySection(headingLine, before);
        headingLine = i + 1;
        before = found.size();
        units = heading(heading.group(1), i + 1);
        continue;
      }
      if (line.strip().startsWith("```") || line.strip().startsWith("~~~")) {
        fenced = !fenced;
        append(line, i + 1, true);
      } else {
        take(line, i + 1, fenced);
      }
    }
    close();
    emptySection(headingLine, before);
  }

  private void emptySection(int headingLine, int before) {
    if (headingLine > 0 && found.size() == before && problems.isEmpty()) {
      problems.add(
          problem(headingLine, "no requirement under this heading: add a bullet or remove it"));
    }
  }

  private void take(String line, int number, boolean fenced) {
    Matcher bullet = BULLET.matcher(line);
    if (fenced) {
      append(line, number, true);
    } else if (bullet.matches()) {
      close();
      String body = bullet.group(1);
      open = new StringBuilder(body == null ? "" : body);
      openLine = number;
    } else if (line.isEmpty()) {
      // an indented line may still follow: what is not indented begins anew
      if (open != null && !endsLine(open)) {
        open.append('\n');
      }
    } else {
      boolean indented = Character.isWhitespace(line.charAt(0));
      if (open != null && !indented && endsLine(open)) {
        close();
      }
      append(line, number, ITEM.matcher(line.strip()).matches());
    }
  }

  private void append(String line, int number, boolean ownLine) {
    if (open == null) {
      open = new StringBuilder(line.strip());
      openLine = number;
      return;
    }
    boolean fresh = open.isEmpty() || endsLine(open);
    if (ownLine || afterFence(open)) {
      String unindented = line.startsWith("  ") ? line.substring(2) : line;
      open.append(fresh ? "" : "\n").append(unindented);
    } else {
      open.append(fresh ? "" : " ").append(line.strip());
    }
  }

  private static boolean endsLine(StringBuilder text) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == '\n';
  }

  private static boolean afterFence(StringBuilder text) {
    int n = text.length();
    return n >= 3 && (text.indexOf("```", n - 3) >= 0 || text.indexOf("~~~", n - 3) >= 0);
  }

  private void close() {
    if (open == null) {
      return;
    }
    String body = open.toString().strip();
    open = null;
    try {
      found.add(RequirementFile.requirement(body, units));
    } catch (IllegalArgumentException e) {
      problems.add(problem(openLine, "the bullet has no text: write it or remove the bullet"));
    }
  }

  private Set<UnitId> heading(String content, int number) {
    Optional<Set<UnitId>> read = units(content);
    if (read.isEmpty()) {
      problems.add(
          problem(
              number,
              "heading '"
                  + content
                  + "' is neither '*' nor 'path#unit[, path#unit]': write, for example,"
                  + " '## ledger.py#post'"));
    }
    return read.orElse(Set.of());
  }

  private static int firstHeading(List<String> lines) {
    boolean fenced = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.strip().startsWith("```") || line.strip().startsWith("~~~")) {
        fenced = !fenced;
      }
      Matcher m = HEADING.matcher(line);
      if (!fenced && m.matches() && units(m.group(1)).isPresent()) {
        return i;
      }
    }
    return -1;
  }

  /** The units of a heading; empty if it is none. Commas in a signature do not split. */
  private static Optional<Set<UnitId>> units(String heading) {
    String content = heading.replace("`", "").strip();
    if (content.equals("*") || content.equals("\\*")) {
      return Optional.of(Set.of());
    }
    Set<UnitId> ids = new LinkedHashSet<>();
    try {
      int depth = 0;
      int from = 0;
      for (int i = 0; i <= content.length(); i++) {
        char c = i < content.length() ? content.charAt(i) : ',';
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth <= 0) {
          ids.add(UnitId.parse(content.substring(from, i).strip()));
          from = i + 1;
        }
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids);
  }

  private Problem problem(int line, String message) {
    return new Problem("", place + ":" + line, message);
  }
}
