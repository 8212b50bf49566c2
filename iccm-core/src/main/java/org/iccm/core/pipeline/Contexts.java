package org.iccm.core.pipeline;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.iccm.api.application.Application;
import org.iccm.api.application.Digests;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredContext;
import org.iccm.core.engineer.GoldReader;
import org.iccm.core.gate.LeakageGate;
import org.iccm.core.gate.PartGate;
import org.iccm.core.requirements.RequirementRenderer;

/** Makes contexts, each once, and holds them against the gate. Thread-safe. */
final class Contexts {
  /** A context, its text and the gate's verdict. */
  record Made(
      ContextKey key,
      EngineerCard card,
      EngineeredContext context,
      String text,
      GateVerdict gate) {}

  private final Supplier<Store> store;
  private final LeakageGate gate;
  private final Function<String, Optional<LanguageSupport>> languages;
  private final Coalescer<ContextKey, Made> coalescer = new Coalescer<>();

  Contexts(
      Supplier<Store> store,
      LeakageGate gate,
      Function<String, Optional<LanguageSupport>> languages) {
    this.store = store;
    this.gate = gate;
    this.languages = languages;
  }

  private ContextKey key(ContextEngineer engineer, ContextRequest request, Application app) {
    // gold is no part of the view: an edited gold must be a new context
    String gold =
        engineer instanceof GoldReader
            ? app.gold()
                .map(g -> Digests.of(g.requirements().stream().map(Requirement::id).toList()))
                .orElse("")
            : "";
    return Keys.context(
        request,
        engineer.card().fingerprint(),
        Digests.of(gate.fingerprint(), RequirementRenderer.VERSION, app.suite().digest(), gold));
  }

  /** What is stored under a request, if anything. */
  Optional<Made> stored(ContextEngineer engineer, ContextRequest request, Application app) {
    ContextKey key = key(engineer, request, app);
    return store
        .get()
        .artifacts()
        .findContext(key)
        .map(
            s ->
                new Made(
                    key,
                    engineer.card(),
                    s.context(),
                    text(s.context(), request),
                    s.verdict()
                        .orElseGet(
                            () ->
                                judge(text(s.context(), request), request, app, engineer.card()))));
  }

  Made make(String name, ContextEngineer engineer, ContextRequest request, Application app) {
    ContextKey key = key(engineer, request, app);
    return coalescer.get(
        key,
        () -> {
          Optional<Made> known = stored(engineer, request, app);
          if (known.isPresent()) {
            return known.get();
          }
          Made made = write(key, engineer, request, app);
          store
              .get()
              .artifacts()
              .put(
                  StoredContext.builder(
                          key, app.id(), name, made.card().fingerprint(), made.context())
                      .verdict(made.gate())
                      .viewDigest(app.view().digest())
                      .scope(request.scope())
                      .sample(request.sample())
                      .build());
          return made;
        });
  }

  /** Judges the parts of a context that go with single units. */
  PartGate parts(Made made, Application app) {
    return gate.parts(
        app.view(), made.gate(), made.card().leaking(), languages.apply(app.view().language()));
  }

  private Made write(
      ContextKey key, ContextEngineer engineer, ContextRequest request, Application app) {
    EngineerCard card = engineer.card();
    EngineeredContext context = engineer(engineer, request, app);
    String text = text(context, request);
    GateVerdict verdict = judge(text, request, app, card);
    if (!verdict.admitted() && card.usesModels()) {
      // an inadmissible context may be rewritten once
      ContextRequest again = request.toBuilder().earlierRejection(verdict).build();
      EngineeredContext second = engineer(engineer, again, app);
      String secondText = text(second, request);
      GateVerdict secondVerdict = judge(secondText, request, app, card);
      return new Made(key, card, second, secondText, secondVerdict);
    }
    return new Made(key, card, context, text, verdict);
  }

  private static String text(EngineeredContext context, ContextRequest request) {
    return RequirementRenderer.render(context.requirements(), request.scope(), request.units());
  }

  private GateVerdict judge(
      String text, ContextRequest request, Application app, EngineerCard card) {
    return gate.judge(
        text,
        app.view(),
        app.suite(),
        request.budgetTokens(),
        card.leaking(),
        languages.apply(app.view().language()));
  }

  private static EngineeredContext engineer(
      ContextEngineer engineer, ContextRequest request, Application app) {
    // without gold, a reader of gold says itself what is missing
    if (engineer instanceof GoldReader reader && app.gold().isPresent()) {
      return reader.engineer(request, app.gold().get());
    }
    return engineer.engineer(request);
  }
}
