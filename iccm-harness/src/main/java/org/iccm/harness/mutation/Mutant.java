package org.iccm.harness.mutation;

import java.util.List;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;

/**
 * One small change of one file.
 *
 * <p>Immutable and thread-safe.
 *
 * @param unit the innermost function, class or method that holds it; named {@link #MODULE} where
 *     there is none
 * @param operator its kind
 * @param line where it begins, from 1
 * @param start first character that is replaced, from 0
 * @param end one after the last character that is replaced
 * @param original what stands there
 * @param replacement what stands there instead
 * @since 0.1.0
 */
public record Mutant(
    UnitId unit,
    MutationOperator operator,
    int line,
    int start,
    int end,
    String original,
    String replacement) {
  /** Name of a file's code outside of all functions and classes. */
  public static final String MODULE = "(module)";

  /**
   * The files with this change.
   *
   * @param files all files of the application
   * @return all of them, one changed
   * @throws IllegalArgumentException if the file is not among them, or is another one
   */
  public List<SourceFile> in(List<SourceFile> files) {
    if (files.stream().noneMatch(f -> f.path().equals(unit.path()))) {
      throw new IllegalArgumentException(this + ": there is no file " + unit.path());
    }
    return files.stream().map(f -> f.path().equals(unit.path()) ? in(f) : f).toList();
  }

  private SourceFile in(SourceFile file) {
    String text = file.text();
    if (end > text.length() || !text.substring(start, end).equals(original)) {
      throw new IllegalArgumentException(this + ": the file is another one");
    }
    return new SourceFile(
        file.path(), text.substring(0, start) + replacement + text.substring(end));
  }

  @Override
  public String toString() {
    return unit.path() + ":" + line + " " + shown(original) + " -> " + shown(replacement);
  }

  private static String shown(String code) {
    String line = code.strip().replaceAll("\\s+", " ");
    return line.length() > 60 ? line.substring(0, 60) + "..." : line;
  }
}
