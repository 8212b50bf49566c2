package org.iccm.core.pipeline;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.Disclosure;
import org.iccm.api.error.LlmException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.store.StoredReconstruction;
import org.iccm.api.testing.TestReport;
import org.iccm.core.gate.LeakageGate;
import org.iccm.core.parsing.ParsedReconstruction;
import org.iccm.core.parsing.ReconstructionParser;
import org.iccm.core.prompt.ReconstructionPrompt;
import org.jspecify.annotations.Nullable;

/** What is done with one cell: context, completion, run. Thread-safe. */
final class CellStages {
  private final PipelineParts parts;
  private final CompletionService completions;
  private final SuiteRuns runs;
  private final Contexts contexts;
  private final CallScope.Current current;

  CellStages(
      PipelineParts parts,
      CompletionService completions,
      SuiteRuns runs,
      Contexts contexts,
      CallScope.Current current) {
    this.parts = parts;
    this.completions = completions;
    this.runs = runs;
    this.contexts = contexts;
    this.current = current;
  }

  /** A cell with its answer, or without one. */
  record Answered(
      Cell cell,
      Contexts.Made context,
      ModelCard card,
      CompletionService.@Nullable Completed completed,
      String why) {}

  Clock clock() {
    return parts.clock();
  }

  ProgressListener listener() {
    return parts.progress();
  }

  CallScope.Current current() {
    return current;
  }

  SuiteRuns runs() {
    return runs;
  }

  int concurrency(String model) {
    return parts.backend(model).model().concurrency();
  }

  boolean local(String model) {
    return parts.backend(model).model().local();
  }

  int runnerConcurrency() {
    return parts.runner().card().concurrency();
  }

  /** Whether an engineer asks a model itself. */
  boolean writes(String engineer) {
    return parts.engineer(engineer).card().usesModels();
  }

  /** Local models one after another, the writer's first: contexts are waiting for it. */
  List<String> inTurn(List<String> models) {
    List<String> ordered = new ArrayList<>(models);
    ordered.sort(Comparator.comparing(m -> !m.equals(parts.writer())));
    return ordered;
  }

  ContextRequest contextRequest(Application app, RolloutRequest request) {
    StringBuilder all = new StringBuilder();
    app.view().sources().forEach(s -> all.append(s.text()).append('\n'));
    int budget =
        request
            .contextBudget()
            .orElseGet(() -> LeakageGate.defaultBudget(parts.tokens().count(all.toString())));
    return ContextRequest.builder(app.view(), budget)
        .scope(request.scope())
        .disclosure(request.disclosure())
        .seed(Keys.seed(request.seed(), "context", app.id()))
        .build();
  }

  Contexts.Made context(Application app, String engineer, RolloutRequest request) {
    return contexts.make(engineer, parts.engineer(engineer), contextRequest(app, request), app);
  }

  Optional<Contexts.Made> storedContext(Application app, String engineer, RolloutRequest request) {
    ContextEngineer e = parts.engineer(engineer);
    return contexts.stored(e, contextRequest(app, request), app);
  }

  CompletionRequest completionRequest(Cell cell, RolloutRequest request, String contextText) {
    LlmBackend backend = parts.backend(cell.model());
    ModelCard card = backend.model();
    ReconstructionPrompt prompt =
        ReconstructionPrompt.of(
            cell.app().view(),
            request.disclosure(),
            parts.language(cell.app().view().language()),
            contextText,
            parts.tokens());
    Sampling.Builder sampling =
        request.sampling().toBuilder()
            .maxTokens(
                Math.min(
                    prompt.longestAnswer(card.contextTokens()),
                    request.sampling().maxTokens().orElse(Integer.MAX_VALUE)));
    if (card.capabilities().contains(Capability.SEED) && request.sampling().seed().isEmpty()) {
      sampling.seed(Keys.seed(request.seed(), "sample", Integer.toString(cell.sample())));
    }
    return CompletionRequest.builder(prompt.messages())
        .sampling(sampling.build())
        .sampleIndex(cell.sample())
        .build();
  }

  boolean isStored(Cell cell, RolloutRequest request, Contexts.Made context) {
    CompletionRequest c = completionRequest(cell, request, context.text());
    return parts
        .store()
        .artifacts()
        .findCompletion(CompletionService.key(parts.backend(cell.model()).model(), c))
        .isPresent();
  }

  Answered complete(Cell cell, RolloutRequest request, Contexts.Made context) {
    LlmBackend backend = parts.backend(cell.model());
    ModelCard card = backend.model();
    try {
      CompletionService.Completed completed =
          completions.complete(
              cell.model(),
              backend,
              completionRequest(cell, request, context.text()),
              null,
              cell.app().id(),
              Optional.of(context.key()));
      return new Answered(cell, context, card, completed, "");
    } catch (LlmException e) {
      return new Answered(cell, context, card, null, String.valueOf(e.getMessage()));
    }
  }

  Rollout without(Cell cell, RolloutRequest request, RolloutOutcome outcome, String why) {
    return base(cell, request).outcome(outcome).detail(why).build().build();
  }

  Rollout rejected(Cell cell, RolloutRequest request, Contexts.Made made) {
    return base(cell, request)
        .outcome(RolloutOutcome.CONTEXT_REJECTED)
        .with(made)
        .detail(made.gate().findings().toString())
        .build()
        .build();
  }

  Rollout judge(Answered answered, RolloutRequest request) {
    Cell cell = answered.cell();
    CompletionService.Completed completed = answered.completed();
    if (completed == null) {
      return base(cell, request)
          .outcome(RolloutOutcome.NO_COMPLETION)
          .with(answered.context())
          .detail(answered.why())
          .build()
          .build();
    }
    Completion completion = completed.completion();
    List<String> paths = cell.app().view().sources().stream().map(SourceFile::path).toList();
    ParsedReconstruction parsed = ReconstructionParser.parse(completion.text(), paths);
    boolean cut = completion.finishReason() == FinishReason.LENGTH;
    parts
        .store()
        .artifacts()
        .put(
            StoredReconstruction.builder(
                    completed.key(), ReconstructionParser.VERSION, parsed.files())
                .notes(parsed.notes())
                .build());
    RolloutDraft draft = base(cell, request).with(answered.context());
    if (parsed.files().isEmpty()) {
      draft
          .outcome(cut ? RolloutOutcome.TRUNCATED : RolloutOutcome.UNPARSEABLE)
          .detail(String.join("; ", parsed.notes()));
      return finish(draft.build(), completed, parsed);
    }
    SuiteRuns.Judged judged;
    try {
      judged = runs.judge(runs.ready(cell.app(), request.limits()), parsed.files());
    } catch (RunnerException e) {
      if (!e.retriable()) {
        throw e;
      }
      draft.outcome(RolloutOutcome.INFRASTRUCTURE).detail(String.valueOf(e.getMessage()));
      return finish(draft.build(), completed, parsed);
    }
    draft
        .outcome(outcome(judged.report(), cut || parsed.truncated()))
        .detail(judged.report().detail());
    Rollout.Builder b =
        draft.build().report(judged.report()).runKey(judged.key()).runCached(judged.cached());
    undisclosed(cell.app(), parsed.files(), request.disclosure()).ifPresent(b::undisclosedApi);
    return finish(b, completed, parsed);
  }

  private static Rollout finish(
      Rollout.Builder b, CompletionService.Completed completed, ParsedReconstruction parsed) {
    return b.completion(completed.completion())
        .completionKey(completed.key())
        .completionCached(completed.cached())
        .files(parsed.files())
        .parseNotes(parsed.notes())
        .build();
  }

  private static RolloutOutcome outcome(TestReport report, boolean cut) {
    return switch (report.outcome()) {
      case COMPLETED -> RolloutOutcome.COMPLETED;
      case CANDIDATE_BROKEN -> cut ? RolloutOutcome.TRUNCATED : RolloutOutcome.CANDIDATE_BROKEN;
      case TIMEOUT -> RolloutOutcome.TIMEOUT;
      case OUT_OF_MEMORY -> RolloutOutcome.OUT_OF_MEMORY;
      case TAMPERED -> RolloutOutcome.TAMPERED;
      case INFRASTRUCTURE -> RolloutOutcome.INFRASTRUCTURE;
    };
  }

  /** Public symbols that the model chose itself; unknown where the language has no support. */
  private Optional<Set<UnitId>> undisclosed(
      Application app, List<SourceFile> files, Disclosure disclosure) {
    Optional<LanguageSupport> language = parts.language(app.view().language());
    if (language.isEmpty()) {
      return Optional.empty();
    }
    Set<UnitId> api = new LinkedHashSet<>(language.get().publicApi(files));
    if (disclosure == Disclosure.SIGNATURES) {
      api.removeAll(language.get().publicApi(app.view().sources()));
    }
    return Optional.of(api);
  }

  private RolloutDraft base(Cell cell, RolloutRequest request) {
    List<TestId> inventory = runs.ready(cell.app(), request.limits()).inventory().tests();
    return new RolloutDraft(cell, request, parts.backend(cell.model()).model(), inventory);
  }
}
