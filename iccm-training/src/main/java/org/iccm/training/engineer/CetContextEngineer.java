package org.iccm.training.engineer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.iccm.api.application.Digests;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.reading.BudgetFit;
import org.iccm.core.reading.Chunk;
import org.iccm.core.reading.Chunker;
import org.iccm.core.reading.EngineerCalls;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.tokenizer.TextTokenizer;
import org.jspecify.annotations.Nullable;

/** Reads an application chunk by chunk with a T5, and fits what it writes to the budget. */
final class CetContextEngineer implements ContextEngineer {
  private static final String ADAPTER = "adapter";

  private final CetSettings settings;
  private final ProviderContext host;
  private final EngineerCalls calls;
  private final CetModel model = new CetModel(this::load);
  private @Nullable CetFiles files;
  private @Nullable EngineerCard card;

  CetContextEngineer(CetSettings settings, ProviderContext host) {
    this.settings = settings;
    this.host = host;
    this.calls = new EngineerCalls(host);
  }

  @Override
  public synchronized EngineerCard card() {
    EngineerCard now = card;
    if (now == null) {
      List<String> parts = new ArrayList<>();
      parts.add("cet-d/1");
      parts.add(RequirementFormat.VERSION);
      parts.add(files().digest());
      parts.add(host.tokens().fingerprint());
      parts.addAll(settings.parts());
      // It is a model itself: without this, the gate's rejection would be its last word.
      now =
          EngineerCard.builder(host.instanceName(), Digests.of(parts))
              .description(describe())
              .usesModels(true)
              .build();
      card = now;
    }
    return now;
  }

  private String describe() {
    return String.format(
        Locale.ROOT,
        "CET-D of %.1f million parameters, %s%s",
        T5Config.read(settings.directory()).parameters() / 1e6,
        settings.directory().getFileName(),
        settings.adapter().map(a -> " with adapter " + a.getFileName()).orElse(""));
  }

  private synchronized CetFiles files() {
    CetFiles now = files;
    if (now == null) {
      now =
          CetFiles.look(
              "engineers." + host.instanceName(),
              settings.directory(),
              settings.adapter().orElse(null));
      files = now;
    }
    return now;
  }

  private CetModel.Loaded load() {
    CetFiles seen = files();
    TextTokenizer tokenizer = TextTokenizer.load(settings.directory());
    @Nullable T5Model t5 = null;
    try {
      T5Model loaded = T5Model.load(settings.directory());
      t5 = loaded;
      settings.adapter().ifPresent(a -> loaded.loadAdapter(ADAPTER, a));
      RequirementFormat format = format(tokenizer, loaded);
      seen.checkUnchanged();
      return new CetModel.Loaded(loaded, tokenizer, format);
    } catch (RuntimeException e) {
      if (t5 != null) {
        t5.close();
      }
      tokenizer.close();
      throw e;
    }
  }

  private RequirementFormat format(TextTokenizer tokenizer, T5Model t5) {
    try {
      return RequirementFormat.of(tokenizer, t5.config());
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          e.problems().stream()
              .map(
                  p ->
                      new ConfigurationException.Problem(
                          "engineers." + host.instanceName() + ".directory",
                          settings.directory().resolve(p.place()).toString(),
                          p.message()))
              .toList());
    }
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    calls.checkOpen();
    return calls.one(() -> model.use(cet -> write(request, cet)));
  }

  private EngineeredContext write(ContextRequest request, CetModel.Loaded cet) {
    List<Chunk> chunks = Chunker.read(request, host, cet.format()::size, settings.classTokens());
    List<Generated> answers = answers(request, chunks, cet);
    Set<Requirement> seen = new LinkedHashSet<>();
    List<List<Requirement>> written = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      Generated answer = answers.get(i);
      written.add(
          cet.format().requirements(answer.tokens(), answer.ended(), chunks.get(i).units()).stream()
              .filter(seen::add)
              .toList());
    }
    TokenCounter tokens = host.tokens();
    int budget = request.budgetTokens();
    List<Integer> allotted =
        BudgetFit.allot(chunks.stream().map(List::of).toList(), budget, tokens);
    List<Requirement> fitted = BudgetFit.fit(written, allotted, budget, tokens);
    if (fitted.isEmpty()) {
      throw Chunker.rejected(
          host,
          request.application(),
          "the model in "
              + settings.directory()
              + " wrote no requirement about "
              + chunks.size()
              + " chunks that fits "
              + budget
              + " tokens; train it further or give a larger context budget");
    }
    return EngineeredContext.builder(fitted)
        .notes(notes(request, chunks, answers, seen.size() - fitted.size(), cet))
        .build();
  }

  /** One answer per chunk; chunks of like length together, so that little is padding. */
  private List<Generated> answers(ContextRequest request, List<Chunk> chunks, CetModel.Loaded cet) {
    GenerationOptions options = settings.generation(request.earlierRejection().isPresent());
    List<int[]> sources =
        chunks.stream().map(c -> cet.format().source(c, settings.inputTokens())).toList();
    List<Integer> order =
        IntStream.range(0, chunks.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sources.get(i).length))
            .toList();
    Generated[] answers = new Generated[chunks.size()];
    for (int from = 0; from < order.size(); from += settings.batch()) {
      List<Integer> rows = order.subList(from, Math.min(from + settings.batch(), order.size()));
      List<Generated> batch =
          cet.model()
              .generate(
                  rows.stream().map(sources::get).toList(),
                  options,
                  rows.stream().mapToLong(i -> seed(request, chunks.get(i))).toArray());
      for (int r = 0; r < rows.size(); r++) {
        answers[rows.get(r)] = batch.get(r);
      }
    }
    return List.of(answers);
  }

  /** A chunk's luck is its own, whatever else is asked for. */
  private static long seed(ContextRequest request, Chunk chunk) {
    String digest =
        Digests.of(
            Long.toString(request.seed()),
            Integer.toString(request.sample()),
            Boolean.toString(request.earlierRejection().isPresent()),
            chunk.place(),
            chunk.text());
    return Long.parseUnsignedLong(digest.substring(0, 16), 16);
  }

  private Map<String, String> notes(
      ContextRequest request,
      List<Chunk> chunks,
      List<Generated> answers,
      int trimmed,
      CetModel.Loaded cet) {
    long cut = chunks.stream().filter(c -> !cet.format().fits(c, settings.inputTokens())).count();
    long open = answers.stream().filter(a -> !a.ended()).count();
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("format", RequirementFormat.VERSION);
    notes.put("attempt", request.earlierRejection().isPresent() ? "after a rejection" : "first");
    notes.put("chunks read", Integer.toString(chunks.size()));
    notes.put("chunks cut to the input's length", Long.toString(cut));
    notes.put("answers cut at their longest", Long.toString(open));
    notes.put("requirements left out for the budget", Integer.toString(trimmed));
    return notes;
  }

  @Override
  public void close() {
    calls.close();
    model.close();
  }
}
