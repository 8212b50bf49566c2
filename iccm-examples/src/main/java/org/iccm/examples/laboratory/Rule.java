package org.iccm.examples.laboratory;

import java.util.List;

/** What one fact says: its meaning, its code in both builds, its sentence in every wording. */
interface Rule {
  /** Its kind. */
  FactKind kind();

  /** Acts on a call that has not ended. */
  void apply(Run run);

  /** Whether a function without it is still one. */
  default boolean removable() {
    return true;
  }

  /**
   * The same rule, changed: first smallest changes, then larger ones. One of each inner list has to
   * be noticed by the tests, the first that is.
   */
  List<List<Rule>> changes();

  /** Writes its code. */
  void write(Code code);

  /** Its sentence without full stop and example. */
  String sentence(Saying s);

  /** Its example, without brackets; empty if it has none. */
  default String example(Saying s) {
    return "";
  }

  /** Its constants, numbers and texts. */
  List<String> constants();
}
