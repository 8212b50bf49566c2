package org.iccm.harness.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.SourceFile;
import org.iccm.harness.policy.Safeguard;

/**
 * Which of a candidate's files reach the sandbox: sources and plain data. Left out is what would
 * change how Python, pytest, Java or JUnit work rather than what the application does.
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

  /** What Python takes for the name of a file's encoding: in a remark, in one of two lines. */
  private static final Pattern CODING =
      Pattern.compile(
          "(?:[ \\t\\f]*(?:#[^\\r\\n]*)?\\R)?[ \\t\\f]*#[^\\r\\n]*?coding[:=][ \\t]*([-\\w.]+)");

  private static final Set<String> READ_AS_WRITTEN =
      Set.of("utf-8", "utf8", "utf_8", "ascii", "us-ascii");
  private static final Set<String> LIKE_ASCII =
      Set.of("latin-1", "latin1", "iso-8859-1", "iso-8859-15", "cp1252", "windows-1252");

  /**
   * Selects files.
   *
   * @param files what a model or an application has
   * @param protectedModules top-level modules of the environment
   * @param maxBytes of all together
   */
  static CandidateFiles select(
      List<SourceFile> files, Set<String> protectedModules, long maxBytes) {
    return select(files, protectedModules, maxBytes, Set.of());
  }

  /** Without some safeguards, for proofs that they are needed. */
  static CandidateFiles select(
      List<SourceFile> files, Set<String> protectedModules, long maxBytes, Set<Safeguard> off) {
    boolean all = off.contains(Safeguard.CANDIDATE_FILES);
    return select(files, file -> all ? "" : reason(file, protectedModules), maxBytes);
  }

  /**
   * Selects files of an application in Java. What configures Java, JUnit or a build is left out.
   *
   * @param files what a model or an application has
   * @param maxBytes of all together
   */
  static CandidateFiles selectJava(List<SourceFile> files, long maxBytes) {
    return select(files, file -> javaReason(file.path()), maxBytes);
  }

  private static CandidateFiles select(
      List<SourceFile> files, Function<SourceFile, String> reasons, long maxBytes) {
    Map<String, String> accepted = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    long total = 0;
    for (SourceFile file : files) {
      String reason = reasons.apply(file);
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

  private static String reason(SourceFile file, Set<String> protectedModules) {
    String path = file.path();
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
    Matcher coding = CODING.matcher(file.text());
    if (coding.lookingAt() && changes(coding.group(1).toLowerCase(Locale.ROOT), file.text())) {
      return "Python would read it as " + coding.group(1) + ", not as the text that it is";
    }
    return "";
  }

  /** Whether Python reads something else than what is written. */
  private static boolean changes(String coding, String text) {
    boolean plain = text.chars().allMatch(c -> c < 128);
    return !READ_AS_WRITTEN.contains(coding) && !(plain && LIKE_ASCII.contains(coding));
  }

  private static String javaReason(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (String part : path.split("/")) {
      if (part.startsWith(".") || part.equalsIgnoreCase("META-INF")) {
        return "hidden, or registers services";
      }
    }
    if (name.equals("pom.xml") || name.equals("module-info.java")) {
      return "configures a build";
    }
    return DATA.contains(extension) || name.endsWith(".java") ? "" : "neither Java nor plain data";
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
