package org.iccm.core.engineer;

import java.util.List;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;

/** Name and description only: what a model knows without a context engineer. */
final class NoneEngineer implements ContextEngineer {
  private final String name;

  NoneEngineer(String name) {
    this.name = name;
  }

  @Override
  public EngineerCard card() {
    return EngineerCard.builder(name, GoldEngineer.fingerprint("none-1"))
        .description("name and description of the application")
        .build();
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    ApplicationView app = request.application();
    return EngineeredContext.builder(
            List.of(
                Requirement.builder(
                        RequirementKind.FUNCTIONAL, app.name() + ": " + app.description())
                    .build()))
        .build();
  }
}
