package org.iccm.harness.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.iccm.api.application.SourceFile;

/**
 * Which of a candidate's files reach the sandbox: Python modules and plain data. Left out is what
 * would change how Python or pytest work rather than what the application does.
 *
 * @param accepted files by path
 * @param refused reasons by path
 */
record CandidateFiles(Map<String, String> accepted, Map<String, String> refused) {
  private static final int MAX_NOTES = 20;
  private static final Set<String> DATA =
      Set.of("txt", "csv", "tsv", "json", "md", "html", "xml", "yaml", "yml", "sql");
  private static final Set<String> CONFIGURING =
      Set.of("conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py");

  /**
   * Selects files.
   *
   * @param files what a model or an application has
   * @param protectedModules top-level modules of the environment
   * @param maxBytes of all together
   */
  static CandidateFiles select(
      List<SourceFile> files, Set<String> protectedModules, long maxBytes) {
    Map<String, String> accepted = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    long total = 0;
    for (SourceFile file : files) {
      String reason = reason(file.path(), protectedModules);
      total += file.text().length();
      if (reason.isEmpty() && total > maxBytes) {
        reason = "too much together";
      }
      if (reason.isEmpty() && clashes(file.path(), accepted)) {
        reason = "its path is taken";
      }
      if (reason.isEmpty()) {
        accepted.put(file.path(), file.text());
      } else {
        refused.put(file.path(), reason);
      }
    }
    return new CandidateFiles(accepted, refused);
  }

  private static String reason(String path, Set<String> protectedModules) {
    String[] parts = path.split("/");
    String name = parts[parts.length - 1];
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (String part : parts) {
      if (part.startsWith(".") || part.equals("__pycache__")) {
        return "hidden or a cache";
      }
    }
    if (DATA.contains(extension)) {
      return "";
    }
    if (!name.endsWith(".py")) {
      return "neither Python nor plain data";
    }
    if (CONFIGURING.contains(name)) {
      return "configures Python or pytest";
    }
    String module = parts.length == 1 ? name.substring(0, name.length() - 3) : parts[0];
    if (protectedModules.contains(module) || module.equals(SandboxPolicy.SUITE)) {
      return "takes the name of module " + module;
    }
    return "";
  }

  private static boolean clashes(String path, Map<String, String> accepted) {
    return accepted.keySet().stream()
        .anyMatch(p -> p.equals(path) || p.startsWith(path + "/") || path.startsWith(p + "/"));
  }

  /** For a report; empty if all were accepted. */
  String note() {
    List<String> notes = new ArrayList<>();
    refused.forEach((path, reason) -> notes.add(path + " (" + reason + ")"));
    if (notes.size() > MAX_NOTES) {
      notes.subList(MAX_NOTES, notes.size()).clear();
      notes.add("and others");
    }
    return notes.isEmpty() ? "" : "not used: " + String.join(", ", notes);
  }
}
