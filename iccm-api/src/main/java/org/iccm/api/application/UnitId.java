package org.iccm.api.application;

/**
 * Names a unit of code: {@code path#qualified.name}, with the signature when overloaded.
 *
 * @param path path of the file, relative to the source root
 * @param name qualified name inside the file, for example {@code Ledger.post}
 * @since 0.1.0
 */
public record UnitId(String path, String name) implements Comparable<UnitId> {
  /** Checks both parts. */
  public UnitId {
    RelativePath.check(path);
    if (name.isBlank() || name.indexOf('#') >= 0) {
      throw new IllegalArgumentException("unit name is empty or holds '#': " + name);
    }
  }

  /**
   * Reads {@code path#name}.
   *
   * @param text the text
   * @return the id
   * @throws IllegalArgumentException if the text has no '#' or a bad part
   */
  public static UnitId parse(String text) {
    int hash = text.indexOf('#');
    if (hash <= 0) {
      throw new IllegalArgumentException("unit id '" + text + "' is not path#qualified-name");
    }
    return new UnitId(text.substring(0, hash).strip(), text.substring(hash + 1).strip());
  }

  @Override
  public int compareTo(UnitId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return path + "#" + name;
  }
}
