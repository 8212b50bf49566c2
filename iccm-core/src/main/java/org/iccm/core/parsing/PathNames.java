package org.iccm.core.parsing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.SourceFile;

/** Finds, checks and maps the paths that an answer names. Immutable. */
final class PathNames {
  /** Longer lines are code or prose, not headings. */
  private static final int LONGEST_HEADING = 300;

  /** Endings that make a word a file's name even if no source of the application has them. */
  private static final Set<String> KNOWN =
      Set.of(
          "py", "pyi", "java", "kt", "js", "mjs", "ts", "tsx", "jsx", "go", "rs", "c", "h", "cpp",
          "hpp", "cs", "rb", "php", "sh", "sql", "html", "css", "md", "txt", "json", "toml", "cfg",
          "ini", "yaml", "yml", "xml", "csv", "pth");

  private static final String CHARACTERS = "[\\w./\\\\~-]";

  private static final String LABEL = "(?i:file(?:\\s?name|\\s?path)?|path|module|filename)";
  private static final Pattern LABELLED = Pattern.compile(LABEL + "\\s*[:=]\\s*");
  private static final Pattern COMMENT =
      Pattern.compile("^(#+|//+|--|;+|/\\*+|<!--|\"\"\"|''')\\s*");
  private static final Pattern BARE_LABEL = Pattern.compile(LABEL + "\\s+(?=\\S+\\.)");

  private final List<String> expected;
  private final Pattern pattern;

  PathNames(List<String> expected) {
    this.expected = List.copyOf(expected);
    Set<String> endings = new TreeSet<>(KNOWN);
    expected.forEach(e -> endings.add(Pattern.quote(extension(e))));
    endings.remove(Pattern.quote(""));
    this.pattern =
        Pattern.compile(
            "(?:[A-Za-z]:)?"
                + CHARACTERS
                + "{1,400}\\.(?:"
                + String.join("|", endings)
                + ")(?![\\w/\\\\])"
                // what points outside is a path without an ending too, so that it can be refused
                + "|(?:/|~/|\\.\\.[/\\\\]|[A-Za-z]:[/\\\\])[\\w.]"
                + CHARACTERS
                + "{0,400}");
  }

  List<String> expected() {
    return expected;
  }

  /** The path in the info string of a fence. */
  Optional<String> inInfo(String info) {
    String text = info.replaceAll("[{}\"'`]", " ");
    List<String> found = paths(text.replaceFirst("^[A-Za-z+#]+:(?=[^\\\\])", " "));
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /** The path if a line says nothing else: heading, bold, label, comment. */
  Optional<String> alone(String line) {
    if (line.length() > LONGEST_HEADING) {
      return Optional.empty();
    }
    String text = COMMENT.matcher(line.strip()).replaceFirst("");
    text =
        text.replaceFirst("^(?:\\d{1,3}[.)]|[-*+])\\s+", "").replaceAll("[*`\"'_]{2,}|[`\"'*]", "");
    Matcher label = LABELLED.matcher(text);
    boolean labelled = label.lookingAt();
    text = labelled ? text.substring(label.end()) : BARE_LABEL.matcher(text).replaceFirst("");
    text = text.replaceFirst("\\s*(?:\\*/|-->)$", "").replaceFirst("\\s*:\\s*$", "").strip();
    Matcher m = pattern.matcher(text);
    if (m.matches() || (m.lookingAt() && text.substring(m.end()).matches("\\s+\\(.{0,80}\\)"))) {
      return Optional.of(text.substring(0, m.end()));
    }
    return Optional.empty();
  }

  /** The one expected path that a line of prose speaks of. */
  Optional<String> mentioned(String line) {
    if (line.length() > LONGEST_HEADING) {
      return Optional.empty();
    }
    Set<String> found = new LinkedHashSet<>();
    for (String p : paths(line)) {
      if (safe(p).isPresent()) {
        resolve(safe(p).get()).ifPresent(found::add);
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  /** Whether a line inside a block begins another file. */
  Optional<String> marker(String line) {
    String text = line.stripTrailing();
    if (!COMMENT.matcher(text).lookingAt() || text.startsWith("\"") || text.startsWith("'")) {
      return Optional.empty();
    }
    Optional<String> path = alone(text);
    boolean labelled = LABELLED.matcher(COMMENT.matcher(text).replaceFirst("")).lookingAt();
    return path.filter(p -> labelled || safe(p).flatMap(this::resolve).isPresent());
  }

  /** The path as a relative one; empty if it is absolute or leaves its root. */
  static Optional<String> safe(String path) {
    String p = path.strip().replace('\\', '/');
    while (p.startsWith("./")) {
      p = p.substring(2);
    }
    try {
      return p.startsWith("~") ? Optional.empty() : Optional.of(new SourceFile(p, "").path());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The expected path that a safe path means, if exactly one. */
  Optional<String> resolve(String path) {
    if (expected.contains(path)) {
      return Optional.of(path);
    }
    List<String> longer = expected.stream().filter(e -> path.endsWith("/" + e)).toList();
    if (!longer.isEmpty()) {
      return longer.stream().max((a, b) -> a.length() - b.length());
    }
    List<String> shorter = expected.stream().filter(e -> e.endsWith("/" + path)).toList();
    if (shorter.size() == 1) {
      return Optional.of(shorter.get(0));
    }
    String lower = path.toLowerCase(Locale.ROOT);
    List<String> same =
        expected.stream().filter(e -> e.toLowerCase(Locale.ROOT).equals(lower)).toList();
    return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
  }

  /** Whether a file of this name may belong to a reconstruction. */
  boolean source(String path) {
    return expected.stream().anyMatch(e -> extension(e).equals(extension(path)));
  }

  /** Whether it looks like a test or a test's configuration. */
  static boolean test(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith("test_")
        || name.startsWith("conftest.")
        || name.matches(".*_test\\.\\w+")
        || path.startsWith("tests/")
        || path.contains("/tests/");
  }

  static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private List<String> paths(String text) {
    List<String> found = new ArrayList<>();
    Matcher m = pattern.matcher(text.length() > 2000 ? text.substring(0, 2000) : text);
    while (m.find()) {
      found.add(m.group());
    }
    return found;
  }
}
