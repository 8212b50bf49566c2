package org.iccm.harness.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code requirements.txt}: package names with versions; no options, files or addresses. */
final class Dependencies {
  private static final Pattern PACKAGE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9._-]*(\\s*\\[[A-Za-z0-9._, -]*])?"
              + "(\\s*(===|[=!<>~]=|[<>])\\s*[A-Za-z0-9.*+!_-]+(\\s*,\\s*|\\s*(?=;|$)))*"
              + "(\\s*;[^@]*)?");

  private Dependencies() {}

  /** The package's name alone. */
  static String name(String dependency) {
    return dependency.replaceFirst("[^A-Za-z0-9._-].*", "");
  }

  static List<String> parse(Tree tree, String place, String text) {
    List<String> found = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      String entry = line.replaceFirst("(^|\\s)#.*", "").strip();
      if (entry.isEmpty()) {
        continue;
      }
      if (entry.length() > 200 || !PACKAGE.matcher(entry).matches()) {
        throw tree.fault(
            place,
            "line "
                + number
                + ": '"
                + (entry.length() > 60 ? entry.substring(0, 60) + "..." : entry)
                + "' is no package with a version: write, for example, 'attrs==24.2.0'");
      }
      found.add(entry);
    }
    return List.copyOf(found);
  }
}
