package org.iccm.api.application;

/**
 * One text file of an application, a suite or a reconstruction.
 *
 * @param path relative path with '/', inside its root (for sources: the source root)
 * @param text the whole text
 * @since 0.1.0
 */
public record SourceFile(String path, String text) implements Comparable<SourceFile> {
  /** Checks that the path is relative and stays inside its root. */
  public SourceFile {
    RelativePath.check(path);
    java.util.Objects.requireNonNull(text, "text");
  }

  @Override
  public int compareTo(SourceFile other) {
    return path.compareTo(other.path);
  }
}
