package org.iccm.validation.rag;

import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.UnitId;

/**
 * A piece of source that is retrieved as one.
 *
 * @param name what people call it
 * @param units the units that its requirements speak of; empty for a file without any
 * @param signature its signature
 * @param text its source
 * @param around lines outside that it uses, for example constants; may be empty
 * @param isPublic whether it belongs to the public interface
 */
record Chunk(
    String name,
    Set<UnitId> units,
    String signature,
    String text,
    String around,
    boolean isPublic) {

  /** What the writer is shown. */
  String shown() {
    return around.isEmpty() ? text : around + "\n\n" + text;
  }

  /** Where it stands. */
  String place() {
    return units.isEmpty()
        ? name
        : units.stream().map(UnitId::toString).collect(Collectors.joining(", "));
  }
}
