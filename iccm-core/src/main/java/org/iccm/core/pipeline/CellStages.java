package org.iccm.core.pipeline;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.Disclosure;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Scope;
import org.iccm.api.error.LlmException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.store.StoredReconstruction;
import org.iccm.api.testing.TestReport;
import org.iccm.core.gate.LeakageGate;
import org.iccm.core.gate.PartGate;
import org.iccm.core.prompt.ReconstructionPrompt;
import org.iccm.core.prompt.UnitFrames;
import org.iccm.core.prompt.UnitPrompt;
import org.jspecify.annotations.Nullable;

/** What is done with one cell: context, completion, run. Thread-safe. */
final class CellStages {
  private final PipelineParts parts;
  private final CompletionService completions;
  private final SuiteRuns runs;
  private final Contexts contexts;
  private final CallScope.Current current;
  private final Targets targets;

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
    this.targets = new Targets(runs, parts::language, parts.tokens());
  }

  /** A cell with its answer, or without one. */
  record Answered(
      Cell cell,
      Contexts.Made context,
      Portion portion,
      CompletionService.@Nullable Completed completed,
      String why) {}

  /** A portion of a context, and what the gate says of it where it was asked. */
  record Checked(Portion portion, @Nullable GateVerdict verdict) {
    boolean admitted() {
      return verdict == null || verdict.admitted();
    }
  }

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

  Targets targets() {
    return targets;
  }

  List<ContextSource> sources(RolloutRequest request, Application app) {
    return ContextSource.of(request, app, parts);
  }

  /** Local models one after another, the writer's first: contexts are waiting for it. */
  List<String> inTurn(List<String> models) {
    List<String> ordered = new ArrayList<>(models);
    ordered.sort(Comparator.comparing(m -> !m.equals(parts.writer())));
    return ordered;
  }

  private ContextRequest contextRequest(Application app, RolloutRequest request) {
    StringBuilder all = new StringBuilder();
    app.view().sources().forEach(s -> all.append(s.text()).append('\n'));
    int budget =
        request
            .contextBudget()
            .orElseGet(() -> LeakageGate.defaultBudget(parts.tokens().count(all.toString())));
    return ContextRequest.builder(app.view(), budget)
        .scope(targets.byUnit(app, request) ? Scope.UNIT : Scope.APPLICATION)
        .disclosure(request.disclosure())
        .seed(Keys.seed(request.seed(), "context", app.id()))
        .build();
  }

  /** One context of a whole application: its units get what speaks of them. */
  Contexts.Made context(Application app, ContextSource source, RolloutRequest request) {
    return contexts.make(source.name(), source.engineer(), contextRequest(app, request), app);
  }

  Optional<Contexts.Made> storedContext(
      Application app, ContextSource source, RolloutRequest request) {
    return contexts.stored(source.engineer(), contextRequest(app, request), app);
  }

  /** What of a context goes with each target, held against the gate by itself for a unit. */
  Map<Target, Checked> portions(Contexts.Made made, List<Target> targets) {
    // by identity: an application is long to compare
    Map<Target, Checked> portions = new IdentityHashMap<>();
    PartGate gate = null;
    for (Target target : targets) {
      Portion portion = Portion.of(made.context().requirements(), target);
      CodeUnit code = target.code();
      GateVerdict verdict = null;
      if (code != null) {
        gate = gate == null ? contexts.parts(made, target.app()) : gate;
        verdict = gate.judge(portion.text(), new SourceFile(code.id().path(), code.text()));
      }
      portions.put(target, new Checked(portion, verdict));
    }
    return portions;
  }

  CompletionRequest completionRequest(Cell cell, RolloutRequest request, String contextText) {
    ModelCard card = parts.backend(cell.model()).model();
    Asked asked = asked(cell, request, contextText, card);
    Sampling.Builder sampling =
        request.sampling().toBuilder()
            .maxTokens(
                Math.min(
                    asked.longestAnswer(),
                    request.sampling().maxTokens().orElse(Integer.MAX_VALUE)));
    if (card.capabilities().contains(Capability.SEED) && request.sampling().seed().isEmpty()) {
      sampling.seed(Keys.seed(request.seed(), "sample", Integer.toString(cell.sample())));
    }
    return CompletionRequest.builder(asked.messages())
        .sampling(sampling.build())
        .sampleIndex(cell.sample())
        .build();
  }

  private record Asked(List<Message> messages, int longestAnswer) {}

  private Asked asked(Cell cell, RolloutRequest request, String text, ModelCard card) {
    ApplicationView view = cell.app().view();
    Target.UnitTask task = cell.target().task();
    if (task == null) {
      ReconstructionPrompt prompt =
          ReconstructionPrompt.of(
              view, request.disclosure(), parts.language(view.language()), text, parts.tokens());
      return new Asked(prompt.messages(), prompt.longestAnswer(card.contextTokens()));
    }
    CodeUnit code = task.code();
    UnitFrames frames = task.frames();
    if (code == null || frames == null) {
      throw new IllegalStateException("unit " + task.id() + " is refused: no model is asked");
    }
    UnitPrompt prompt = UnitPrompt.of(view, code, frames, text, parts.tokens());
    return new Asked(prompt.messages(), prompt.longestAnswer(card.contextTokens()));
  }

  CompletionKey key(Cell cell, CompletionRequest request) {
    return CompletionService.key(
        parts.backend(cell.model()).model(), request, cell.target().unit());
  }

  boolean isStored(Cell cell, RolloutRequest request, Portion portion) {
    CompletionKey key = key(cell, completionRequest(cell, request, portion.text()));
    return parts.store().artifacts().findCompletion(key).isPresent();
  }

  Answered complete(Cell cell, RolloutRequest request, Contexts.Made made, Portion portion) {
    LlmBackend backend = parts.backend(cell.model());
    ModelCard card = backend.model();
    try {
      CompletionService.Completed completed =
          completions.complete(
              cell.model(),
              backend,
              completionRequest(cell, request, portion.text()),
              null,
              new CompletionService.Purpose(
                  cell.app().id(), Optional.of(made.key()), cell.target().unit()));
      return new Answered(cell, made, portion, completed, "");
    } catch (LlmException e) {
      return new Answered(cell, made, portion, null, String.valueOf(e.getMessage()));
    }
  }

  Rollout without(Cell cell, RolloutRequest request, RolloutOutcome outcome, String why) {
    return base(cell, request).outcome(outcome).detail(why).build().build();
  }

  Rollout rejected(Cell cell, RolloutRequest request, Contexts.Made made, Checked part) {
    GateVerdict verdict = part.verdict() == null ? made.gate() : part.verdict();
    return base(cell, request)
        .outcome(RolloutOutcome.CONTEXT_REJECTED)
        .with(made, part.portion())
        .verdict(verdict)
        .detail(verdict.findings().toString())
        .build()
        .build();
  }

  Rollout judge(Answered answered, RolloutRequest request) {
    Cell cell = answered.cell();
    RolloutDraft draft = base(cell, request).with(answered.context(), answered.portion());
    CompletionService.Completed completed = answered.completed();
    if (completed == null) {
      return draft.outcome(RolloutOutcome.NO_COMPLETION).detail(answered.why()).build().build();
    }
    Reading reading =
        Reading.of(
            completed.completion(), cell.target(), parts.language(cell.app().view().language()));
    parts
        .store()
        .artifacts()
        .put(
            StoredReconstruction.builder(completed.key(), reading.version(), reading.shown())
                .notes(reading.notes())
                .build());
    RolloutOutcome fault = reading.fault();
    if (fault != null) {
      draft.outcome(fault).detail(reading.detail());
      return finish(draft.build(), completed, reading);
    }
    SuiteRuns.Judged judged;
    try {
      judged = run(cell.target(), runs.ready(cell.app(), request.limits()), reading.files());
    } catch (RunnerException e) {
      if (!e.retriable()) {
        throw e;
      }
      draft.outcome(RolloutOutcome.INFRASTRUCTURE).detail(String.valueOf(e.getMessage()));
      return finish(draft.build(), completed, reading);
    }
    draft.outcome(outcome(judged.report(), reading.cut())).detail(judged.report().detail());
    Rollout.Builder b =
        draft.build().report(judged.report()).runKey(judged.key()).runCached(judged.cached());
    if (cell.target().task() == null) {
      undisclosed(cell.app(), reading.files(), request.disclosure()).ifPresent(b::undisclosedApi);
    }
    return finish(b, completed, reading);
  }

  private SuiteRuns.Judged run(Target target, SuiteRuns.Ready ready, List<SourceFile> files) {
    Target.UnitTask task = target.task();
    return task == null
        ? runs.judge(ready, files)
        : runs.judge(ready, files, task.tests(), task.id());
  }

  private static Rollout finish(
      Rollout.Builder b, CompletionService.Completed completed, Reading reading) {
    return b.completion(completed.completion())
        .completionKey(completed.key())
        .completionCached(completed.cached())
        .files(reading.shown())
        .parseNotes(reading.notes())
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
    List<TestId> tests = cell.target().tests(runs.ready(cell.app(), request.limits()));
    return new RolloutDraft(cell, parts.backend(cell.model()).model(), tests);
  }
}
