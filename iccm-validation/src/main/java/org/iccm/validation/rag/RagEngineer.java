package org.iccm.validation.rag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.reading.BudgetFit;
import org.iccm.core.reading.Chunk;
import org.iccm.core.reading.Chunker;
import org.iccm.core.reading.EngineerCalls;
import org.jspecify.annotations.Nullable;

/** Retrieves, has the writer write, fits the budget. */
final class RagEngineer implements ContextEngineer {
  /** Part of the budget that the writer is told of: small models overrun. */
  private static final double TOLD = 0.9;

  /** A line with more of its 8-grams in the source is a copy; after a rejection, the second. */
  private static final double COPY = 0.5;

  private static final double COPY_AGAIN = 0.2;

  /** A longer class goes by methods: small writers describe one well, not ten. */
  private static final int LONGEST_CLASS = 260;

  private static final int PROMPT_TOKENS = 700;
  private static final int DEFAULT_WINDOW = 4096;

  private final RagSettings settings;
  private final ProviderContext host;
  private final LlmBackend writer;
  private final Embedder embedder;
  private final WriterPrompt prompt = new WriterPrompt();
  private final EngineerCalls calls;

  RagEngineer(RagSettings settings, ProviderContext host, String writer, String embedder) {
    this.settings = settings;
    this.host = host;
    this.writer = host.llm(writer);
    this.embedder = host.embedder(embedder);
    this.calls = new EngineerCalls(host);
  }

  @Override
  public EngineerCard card() {
    ModelCard model = writer.model();
    String fingerprint =
        Digests.of(
            "rag/1",
            prompt.fingerprint(),
            Integer.toString(settings.k()),
            Integer.toString(settings.unitsPerCall()),
            Double.toString(settings.temperature()),
            model.id(),
            model.revision(),
            embedder.card().fingerprint(),
            host.tokens().fingerprint());
    return EngineerCard.builder(host.instanceName(), fingerprint)
        .description(
            "top "
                + settings.k()
                + " functions and classes by "
                + embedder.card().name()
                + ", written up by "
                + model.id())
        .usesModels(true)
        .build();
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    calls.checkOpen();
    ApplicationView view = request.application();
    List<Chunk> candidates = Chunker.read(request, host, host.tokens()::count, LONGEST_CLASS);
    List<Retriever.Hit> hits =
        calls.one(() -> new Retriever(embedder).retrieve(view, candidates, settings.k()));
    return write(request, inSourceOrder(hits, candidates), hits);
  }

  private EngineeredContext write(
      ContextRequest request, List<Chunk> chunks, List<Retriever.Hit> hits) {
    TokenCounter tokens = host.tokens();
    List<List<Chunk>> groups = groups(chunks);
    List<Integer> allotted = allot(groups, request.budgetTokens(), tokens);
    List<java.util.concurrent.Callable<Completion>> asked = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      CompletionRequest ask = ask(request, groups.get(i), allotted.get(i));
      asked.add(() -> writer.complete(ask));
    }
    List<Completion> answers = calls.all(asked);
    CopyFilter copies = new CopyFilter(request.application().sources(), tokens);
    double share = request.earlierRejection().isPresent() ? COPY_AGAIN : COPY;
    int dropped = 0;
    List<List<Requirement>> written = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      List<AnswerReader.Line> lines =
          AnswerReader.read(
              answers.get(i).text(), answers.get(i).finishReason() == FinishReason.LENGTH);
      List<AnswerReader.Line> own =
          lines.stream().filter(l -> !copies.copied(l.text(), share)).toList();
      dropped += lines.size() - own.size();
      written.add(requirements(own, groups.get(i)));
    }
    List<Requirement> fitted = BudgetFit.fit(written, allotted, request.budgetTokens(), tokens);
    if (fitted.isEmpty()) {
      throw Chunker.rejected(
          host,
          request.application(),
          "writer "
              + writer.model().id()
              + " gave no line that is a requirement and fits "
              + request.budgetTokens()
              + " tokens ("
              + dropped
              + " lines were source); use a larger writer or a larger context budget");
    }
    int total = written.stream().mapToInt(List::size).sum();
    return EngineeredContext.builder(fitted)
        .notes(notes(hits, answers.size(), dropped, total - fitted.size()))
        .build();
  }

  private CompletionRequest ask(ContextRequest request, List<Chunk> group, int allotted) {
    ModelCard model = writer.model();
    int longest = (int) (allotted * 1.6) + 64;
    int window = model.contextTokens().orElse(DEFAULT_WINDOW);
    int code = Math.max(200, Math.min(6_000, window - longest - PROMPT_TOKENS));
    @Nullable GateVerdict rejection = request.earlierRejection().orElse(null);
    Sampling.Builder sampling =
        Sampling.builder().temperature(settings.temperature()).maxTokens(longest);
    if (model.capabilities().contains(Capability.SEED)) {
      sampling.seed(seed(request, group));
    }
    CompletionRequest.Builder ask =
        CompletionRequest.builder(
                prompt.fill(request.application(), group, allotted, code, host.tokens(), rejection))
            .sampling(sampling.build())
            .sampleIndex(request.sample());
    settings.callTimeout().ifPresent(ask::timeout);
    return ask.build();
  }

  /** 31 bits: every server takes them. */
  private static long seed(ContextRequest request, List<Chunk> group) {
    String digest =
        Digests.of(
            Long.toString(request.seed()),
            Integer.toString(request.sample()),
            Boolean.toString(request.earlierRejection().isPresent()),
            group.stream().map(Chunk::place).collect(Collectors.joining("\n")));
    return Long.parseLong(digest.substring(0, 8), 16) & 0x7fffffffL;
  }

  private List<List<Chunk>> groups(List<Chunk> chunks) {
    List<List<Chunk>> groups = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i += settings.unitsPerCall()) {
      groups.add(chunks.subList(i, Math.min(i + settings.unitsPerCall(), chunks.size())));
    }
    return groups;
  }

  private static List<Integer> allot(List<List<Chunk>> groups, int budget, TokenCounter tokens) {
    int headings = 6 * groups.stream().mapToInt(List::size).sum();
    return BudgetFit.allot(groups, Math.max(budget / 2.0, budget * TOLD - headings), tokens);
  }

  private static List<Requirement> requirements(List<AnswerReader.Line> lines, List<Chunk> group) {
    java.util.Set<UnitId> units =
        group.stream()
            .flatMap(c -> c.units().stream())
            .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    return lines.stream()
        .map(l -> Requirement.builder(l.kind(), l.text()).units(units).build())
        .toList();
  }

  private static List<Chunk> inSourceOrder(List<Retriever.Hit> hits, List<Chunk> all) {
    return hits.stream()
        .map(Retriever.Hit::chunk)
        .sorted(Comparator.comparingInt(all::indexOf))
        .toList();
  }

  private Map<String, String> notes(
      List<Retriever.Hit> hits, int callsMade, int copied, int trimmed) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put(
        "retrieved",
        hits.stream()
            .map(h -> String.format(Locale.ROOT, "%.3f %s", h.score(), h.chunk().place()))
            .collect(Collectors.joining("\n")));
    notes.put("writer", writer.model().id() + "@" + writer.model().revision());
    notes.put("embedder", embedder.card().name());
    notes.put("template", WriterPrompt.VERSION);
    notes.put("writer calls", Integer.toString(callsMade));
    notes.put("lines left out as copies of the source", Integer.toString(copied));
    notes.put("lines left out for the budget", Integer.toString(trimmed));
    return notes;
  }

  @Override
  public void close() {
    calls.close();
  }
}
