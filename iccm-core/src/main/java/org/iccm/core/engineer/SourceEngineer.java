package org.iccm.core.engineer;

import java.util.List;
import java.util.stream.Collectors;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;

/** The source itself: a control that shows the ceiling, labelled as leaking, outside the gate. */
final class SourceEngineer implements ContextEngineer {
  private final String name;

  SourceEngineer(String name) {
    this.name = name;
  }

  @Override
  public EngineerCard card() {
    return EngineerCard.builder(name, GoldEngineer.fingerprint("source-1"))
        .description("the source itself, verbatim: a control that leaks")
        .leaking(true)
        .build();
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    String text =
        request.application().sources().stream()
            .map(f -> "File " + f.path() + ":\n" + f.text().stripTrailing())
            .collect(Collectors.joining("\n\n"));
    return EngineeredContext.builder(
            List.of(Requirement.builder(RequirementKind.FUNCTIONAL, text).build()))
        .build();
  }
}
