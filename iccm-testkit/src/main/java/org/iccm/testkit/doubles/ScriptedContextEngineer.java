package org.iccm.testkit.doubles;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;

/**
 * A context engineer that writes what a function says, and counts. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ScriptedContextEngineer implements ContextEngineer {
  private final EngineerCard card;
  private final Function<ContextRequest, EngineeredContext> writer;
  private final List<ContextRequest> requests = new CopyOnWriteArrayList<>();
  private final Life life;

  /**
   * An engineer.
   *
   * @param card how it describes itself
   * @param writer writes the context; what it throws, the call throws
   */
  public ScriptedContextEngineer(
      EngineerCard card, Function<ContextRequest, EngineeredContext> writer) {
    this.card = Objects.requireNonNull(card, "card");
    this.writer = Objects.requireNonNull(writer, "writer");
    this.life = new Life("scripted engineer " + card.name());
  }

  /**
   * An engineer that always writes the same free text.
   *
   * @param name its name
   * @param text the text of its only requirement, about the whole application
   * @return the engineer
   */
  public static ScriptedContextEngineer always(String name, String text) {
    EngineeredContext context =
        EngineeredContext.builder(
                List.of(Requirement.builder(RequirementKind.FUNCTIONAL, text).build()))
            .build();
    return new ScriptedContextEngineer(
        EngineerCard.builder(name, "scripted/" + context.digest()).build(), request -> context);
  }

  /** Returns how many contexts were asked for. */
  public int calls() {
    return requests.size();
  }

  /** Returns what was asked, in order of arrival. */
  public List<ContextRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public EngineerCard card() {
    return card;
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    life.check();
    requests.add(request);
    return writer.apply(request);
  }

  @Override
  public void close() {
    life.close();
  }
}
