package org.iccm.training.loop;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.training.prompt.Prompt;

/**
 * What a prompt is for: units of an application that are to be rebuilt from what is written.
 *
 * @param prompt what the policy reads
 * @param application where the units are
 * @param units what is read; its requirements speak of them. In scope UNIT each is rebuilt alone
 * @param contextBudget tokens of a context; empty means the pipeline's default
 * @param rest requirements about the application's other parts; they go with what is written in
 *     scope APPLICATION, where these parts have to be rebuilt too. May be empty
 * @since 0.1.0
 */
public record ReconstructionTask(
    Prompt prompt,
    Application application,
    Set<UnitId> units,
    OptionalInt contextBudget,
    List<Requirement> rest) {
  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if there is no unit
   */
  public ReconstructionTask {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(contextBudget, "contextBudget");
    units = Set.copyOf(units);
    rest = List.copyOf(rest);
    if (units.isEmpty()) {
      throw new IllegalArgumentException(prompt + " speaks of no unit of " + application.id());
    }
  }
}
