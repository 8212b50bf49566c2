package org.iccm.core.requirements;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ConfigurationException;

/**
 * Reads and writes requirement files.
 *
 * <pre>
 * # Any title
 *
 * ## *
 * - **constraint** Nothing outside the standard library.
 *
 * ## ledger.py#post, ledger.py#undo
 * - **functional** Steps:
 *   1. ...
 * </pre>
 *
 * <p>A {@code ##} heading names the units that its bullets speak of, {@code *} the whole
 * application. A bullet begins with its kind, as {@code **kind**} or {@code kind:}; without one it
 * is functional. Wrapped lines are joined, list items and fenced lines keep lines of their own.
 * What stands before the first such heading is not read. A text without any such heading is free
 * text: typed bullets are taken one by one, anything else is one functional requirement of the
 * whole application.
 *
 * <p>Stateless.
 *
 * @since 0.1.0
 */
public final class RequirementFile {
  private RequirementFile() {}

  /**
   * Reads requirements.
   *
   * @param text the file's text
   * @param place the file's name, for errors
   * @return at least one requirement, in the file's order
   * @throws ConfigurationException if it holds none, or a heading or bullet cannot be read; all
   *     faults with their lines
   */
  public static List<Requirement> parse(String text, String place) {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(place, "place");
    if (text.replace("\uFEFF", "").isBlank()) {
      throw new ConfigurationException(
          List.of(
              new ConfigurationException.Problem(
                  "",
                  place,
                  "the requirements file is empty: write '## *' or '## path#unit' headings with"
                      + " '- **functional** ...' bullets, or plain text")));
    }
    return new RequirementReader(text, place).read();
  }

  /**
   * Writes requirements in the format that {@link #parse} reads, unlike {@link
   * RequirementRenderer}, which writes for models.
   *
   * @param requirements the requirements
   * @return the file's text
   */
  public static String write(List<Requirement> requirements) {
    Map<Set<UnitId>, StringBuilder> sections = new LinkedHashMap<>();
    for (Requirement r : requirements) {
      sections
          .computeIfAbsent(r.units(), u -> new StringBuilder())
          .append("- **")
          .append(r.kind().label())
          .append("** ")
          .append(r.text().strip().replace("\n", "\n  "))
          .append('\n');
    }
    return sections.entrySet().stream()
        .map(e -> "## " + heading(e.getKey()) + "\n" + e.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static String heading(Set<UnitId> units) {
    return units.isEmpty()
        ? "*"
        : units.stream().map(UnitId::toString).collect(Collectors.joining(", "));
  }

  /** A bullet's kind and text. */
  static Requirement requirement(String text, Set<UnitId> units) {
    int end;
    String label;
    if (text.startsWith("**") && (end = text.indexOf("**", 2)) > 0) {
      label = text.substring(2, end).replaceFirst(":$", "");
      end += 2;
    } else {
      end = text.indexOf(':');
      label = end > 0 ? text.substring(0, end) : "";
    }
    var kind = RequirementKind.ofLabel(label);
    String body = kind.isEmpty() ? text : text.substring(end).strip();
    if (kind.isPresent() && body.startsWith(":")) {
      body = body.substring(1).strip();
    }
    return Requirement.builder(kind.orElse(RequirementKind.FUNCTIONAL), body).units(units).build();
  }
}
