package org.iccm.harness.doctor;

import java.util.List;

/**
 * Something that the doctor says of a host.
 *
 * @param kind how bad it is
 * @param what what is so
 * @param remedy what to do, line by line, files to be written word by word; empty if there is
 *     nothing to do
 * @since 0.1.0
 */
public record Answer(Kind kind, String what, List<String> remedy) {
  /** How bad it is. */
  public enum Kind {
    /** As it should be. */
    GOOD,
    /** It works, with less. */
    LESS,
    /** Something does not work; others may. */
    BROKEN,
    /** Nothing can be run on this host. */
    REFUSED
  }

  /** Copies the list. */
  public Answer {
    remedy = List.copyOf(remedy);
  }

  static Answer good(String what) {
    return new Answer(Kind.GOOD, what, List.of());
  }

  static Answer less(String what, String... remedy) {
    return new Answer(Kind.LESS, what, List.of(remedy));
  }

  static Answer broken(String what, String... remedy) {
    return new Answer(Kind.BROKEN, what, List.of(remedy));
  }

  static Answer refused(String what, String... remedy) {
    return new Answer(Kind.REFUSED, what, List.of(remedy));
  }
}
