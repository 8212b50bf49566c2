package org.iccm.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.application.Application;
import org.iccm.api.application.Digests;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.rollout.GivenContext;
import org.iccm.api.rollout.RolloutRequest;

/**
 * Where a context comes from.
 *
 * @param name the engineer's instance name, or the name of a given context
 * @param engineer the engineer, or one that hands on what was given
 */
record ContextSource(String name, ContextEngineer engineer) {
  /** All of a request that are for an application. */
  static List<ContextSource> of(RolloutRequest request, Application app, PipelineParts parts) {
    List<ContextSource> sources = new ArrayList<>();
    for (String name : request.engineers()) {
      sources.add(new ContextSource(name, parts.engineer(name)));
    }
    for (GivenContext given : request.contexts()) {
      if (given.applicationId().equals(app.id())) {
        sources.add(new ContextSource(given.name(), new Given(given)));
      }
    }
    return sources;
  }

  /** Whether it asks a model itself. */
  boolean writes() {
    return engineer.card().usesModels();
  }

  /** Equal requirements have one key, whatever their contexts are named. */
  private record Given(GivenContext given) implements ContextEngineer {
    @Override
    public EngineerCard card() {
      return EngineerCard.builder(given.name(), Digests.of("given-1", given.context().digest()))
          .description("given by the caller")
          .build();
    }

    @Override
    public EngineeredContext engineer(ContextRequest request) {
      return given.context();
    }
  }
}
