package org.iccm.core.parsing;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be told of a piece of Python by its unindented lines alone. */
final class PythonShape {
  private static final Pattern DEFINITION =
      Pattern.compile("(?:async\\s+def|def|class)\\s+(\\w+)\\s*[(:\\[].*");
  private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)\\s*(?::[^=]{1,200})?=(?!=).*");
  private static final Pattern IMPORT =
      Pattern.compile("(?:import\\s+\\w|from\\s+[\\w.]+\\s+import\\b).*");
  private static final Pattern BODY =
      Pattern.compile("[ \\t]\\s*\\S.*|[)\\]}].*|@\\w.*|#.*|\"\"\".*|'''.*");

  private PythonShape() {}

  static boolean is(String path) {
    return path.endsWith(".py");
  }

  /** Names that the text defines by def, class or assignment. */
  static Set<String> names(List<String> lines) {
    return lines.stream()
        .map(PythonShape::name)
        .filter(n -> !n.isEmpty())
        .collect(Collectors.toSet());
  }

  private static String name(String line) {
    Matcher d = DEFINITION.matcher(line);
    if (d.matches()) {
      return d.group(1);
    }
    Matcher a = ASSIGNMENT.matcher(line);
    return a.matches() ? a.group(1) : "";
  }

  static boolean defines(List<String> lines) {
    return lines.stream().anyMatch(l -> DEFINITION.matcher(l).matches());
  }

  /** Whether a line could only be code. */
  static boolean code(String line) {
    return DEFINITION.matcher(line).matches()
        || IMPORT.matcher(line).matches()
        || line.matches("@\\w[\\w.]*(?:\\(.*\\))?")
        || line.matches("[A-Za-z_]\\w*\\s*=\\s*\\S.*")
        || line.matches("if __name__\\s*==.*");
  }

  /** Whether a line may stand in the middle of code. */
  static boolean inside(String line) {
    return line.isBlank() || BODY.matcher(line).matches() || code(line);
  }

  /** Whether it uses the module that it should be: an example or a test. */
  static boolean uses(List<String> lines, String path) {
    String module =
        path.replaceFirst("\\.py$", "").replaceFirst("/__init__$", "").replace('/', '.');
    Pattern use =
        Pattern.compile(
            "(?:from\\s+"
                + Pattern.quote(module)
                + "\\s+import|import\\s+"
                + Pattern.quote(module)
                + "\\b).*");
    return lines.stream().anyMatch(l -> use.matcher(l).matches());
  }

  /** Whether it holds definitions, or nothing but imports and constants. */
  static boolean piece(List<String> lines) {
    return defines(lines) || lines.stream().allMatch(PythonShape::inside);
  }
}
