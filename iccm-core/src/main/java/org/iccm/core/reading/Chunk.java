package org.iccm.core.reading;

import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.Scope;
import org.iccm.core.requirements.RequirementRenderer;

/**
 * A piece of source that is read as one. Immutable and thread-safe.
 *
 * @param name what people call it
 * @param units the units that its requirements speak of; empty for a file without any
 * @param signature its signature
 * @param text its source
 * @param around lines outside that it uses, for example constants; may be empty
 * @param isPublic whether it belongs to the public interface
 * @since 0.1.0
 */
public record Chunk(
    String name,
    Set<UnitId> units,
    String signature,
    String text,
    String around,
    boolean isPublic) {

  /**
   * All of its source.
   *
   * @return what it uses, then itself
   */
  public String shown() {
    return around.isEmpty() ? text : around + "\n\n" + text;
  }

  /**
   * Where it stands.
   *
   * @return its units, or its name if there are none
   */
  public String place() {
    return units.isEmpty()
        ? name
        : units.stream().map(UnitId::toString).collect(Collectors.joining(", "));
  }

  /**
   * Whether a request asks for it: in scope {@link Scope#UNIT} a wanted unit, its class or its
   * members.
   *
   * @param request the request
   * @return whether it is to be read
   */
  public boolean isWanted(ContextRequest request) {
    return request.scope() == Scope.APPLICATION
        || request.units().isEmpty()
        || RequirementRenderer.related(units, request.units());
  }
}
