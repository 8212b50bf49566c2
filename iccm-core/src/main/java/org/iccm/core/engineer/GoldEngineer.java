package org.iccm.core.engineer;

import org.iccm.api.application.Digests;
import org.iccm.api.application.Gold;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.core.requirements.RequirementRenderer;

/** Hands on an expert's requirements: the upper bound that others are measured against. */
final class GoldEngineer implements ContextEngineer, GoldReader {
  private final String name;

  GoldEngineer(String name) {
    this.name = name;
  }

  @Override
  public EngineerCard card() {
    return EngineerCard.builder(name, fingerprint("gold-2"))
        .description("requirements written by an expert")
        .build();
  }

  /**
   * The gold itself is not in the application's view, so the pipeline adds its digest to the key.
   */
  static String fingerprint(String version) {
    return Digests.of(version, RequirementRenderer.VERSION);
  }

  @Override
  public EngineeredContext engineer(ContextRequest request, Gold gold) {
    return EngineeredContext.builder(gold.requirements()).build();
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    throw new ContextRejectedException(
        name,
        request.application().id(),
        "application "
            + request.application().id()
            + " has no gold requirements; add gold_requirements.md, or leave out the engineer '"
            + name
            + "'");
  }
}
