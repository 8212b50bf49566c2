package org.iccm.examples.laboratory;

import java.util.List;
import org.iccm.api.application.UnitId;

/**
 * A true fact of a generated program.
 *
 * @param index its number in the program, from 0
 * @param kind its kind
 * @param unit the function that it is about
 * @param redundant whether a rebuilder gets it right without being told
 * @param constants its numbers and texts, as the source has them
 * @since 0.1.0
 */
public record Fact(
    int index, FactKind kind, UnitId unit, boolean redundant, List<String> constants) {
  /** Keeps the constants as they are. */
  public Fact {
    constants = List.copyOf(constants);
  }
}
