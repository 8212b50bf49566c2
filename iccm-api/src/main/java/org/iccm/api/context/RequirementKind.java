package org.iccm.api.context;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Kind of a requirement.
 *
 * @since 0.1.0
 */
public enum RequirementKind {
  /** What the application does. */
  FUNCTIONAL("functional"),
  /** How well it does it. */
  NON_FUNCTIONAL("non-functional"),
  /** What an implementation may not do, or must use. */
  CONSTRAINT("constraint");

  private final String label;

  RequirementKind(String label) {
    this.label = label;
  }

  /**
   * The kind as written in requirement files.
   *
   * @return lower-case label
   */
  public String label() {
    return label;
  }

  /**
   * Reads a label, in any case.
   *
   * @param label the label
   * @return the kind, empty if the label is none
   */
  public static Optional<RequirementKind> ofLabel(String label) {
    String wanted = label.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(values()).filter(k -> k.label.equals(wanted)).findFirst();
  }
}
