package org.iccm.harness.archive;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names of one archive's entries: each is refused that would leave the destination, cannot be
 * written everywhere, or would meet another one there.
 */
final class EntryNames {
  /** As long as a source file's path may be. */
  private static final int MAX_PATH = 512;

  /** What common file systems take for one name. */
  private static final int MAX_PART_BYTES = 255;

  private final Faults faults;
  private final int depth;
  private final Map<String, Taken> taken = new HashMap<>();

  /** What stands at a path. */
  private record Taken(String name, boolean directory) {}

  EntryNames(Faults faults, int depth) {
    this.faults = faults;
    this.depth = depth;
  }

  /**
   * Checks a name and keeps it.
   *
   * @param given as it stands in the archive
   * @param directory whether the entry is a directory
   * @return a relative path with '/', empty for the top itself
   */
  String add(String given, boolean directory) {
    String name = relative(given, directory);
    if (name.isEmpty()) {
      return name;
    }
    String[] parts = name.split("/", -1);
    if (parts.length > depth) {
      throw faults.entry(given, "is nested deeper than " + depth + " names: flatten it");
    }
    for (String part : parts) {
      check(given, part);
    }
    for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      keep(given, name.substring(0, end), true);
    }
    keep(given, name, directory);
    return name;
  }

  private String relative(String given, boolean directory) {
    if (given.indexOf('\uFFFD') >= 0) {
      throw faults.entry(given, "has a name that is not UTF-8: pack it with UTF-8 names");
    }
    if (given.codePoints().anyMatch(EntryNames::isHidden)) {
      throw faults.entry(given, "has a control or invisible character in its name: rename it");
    }
    if (given.indexOf('\\') >= 0) {
      throw faults.entry(given, "has a backslash in its name: pack it with '/' between names");
    }
    if (given.startsWith("/")) {
      throw faults.entry(given, "has an absolute path: pack it from inside its directory");
    }
    if (given.indexOf(':') >= 0) {
      throw faults.entry(given, "has a drive letter or ':' in its name: rename it");
    }
    String name = given;
    // tar -C directory . writes these
    while (name.startsWith("./")) {
      name = name.substring(2);
    }
    if (directory && name.endsWith("/")) {
      name = name.substring(0, name.length() - 1);
    }
    if (directory && (name.isEmpty() || name.equals("."))) {
      return "";
    }
    if (name.length() > MAX_PATH) {
      throw faults.entry(given, "has a path longer than " + MAX_PATH + " characters: shorten it");
    }
    return name;
  }

  private void check(String given, String part) {
    if (part.isEmpty() || part.equals(".") || part.equals("..")) {
      throw faults.entry(
          given, "has an empty, '.' or '..' part in its path: pack it with plain paths");
    }
    if (part.endsWith(".") || part.endsWith(" ")) {
      throw faults.entry(given, "has a name that ends with a dot or a space: rename it");
    }
    if (part.getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
      throw faults.entry(given, "has a name longer than " + MAX_PART_BYTES + " bytes: shorten it");
    }
  }

  private void keep(String given, String name, boolean directory) {
    Taken before = taken.putIfAbsent(folded(name), new Taken(name, directory));
    if (before == null || (directory && before.directory && before.name.equals(name))) {
      return;
    }
    if (!before.name.equals(name)) {
      throw faults.entry(
          given,
          "and '"
              + before.name
              + "' differ in case or Unicode form only, one file on many systems: rename one");
    }
    throw faults.entry(
        given,
        before.directory == directory
            ? "is there twice: pack it once"
            : "is both a file and a directory: rename one");
  }

  /** Equal for names that a file system, or Python as a module's name, may take for one. */
  static String folded(String name) {
    String folded =
        Normalizer.normalize(name, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }

  /** Characters that a reader does not see, or that move what is seen. */
  static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
