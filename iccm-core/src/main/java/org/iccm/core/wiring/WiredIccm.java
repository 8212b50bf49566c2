package org.iccm.core.wiring;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.iccm.api.Iccm;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.api.rollout.RolloutService;
import org.iccm.api.store.Store;
import org.iccm.api.testing.TestRunner;
import org.iccm.core.config.Suggestion;
import org.iccm.core.gate.LeakageGate;
import org.iccm.core.pipeline.CallScope;
import org.iccm.core.pipeline.CompletionService;
import org.iccm.core.pipeline.DefaultRolloutService;
import org.iccm.core.pipeline.PipelineParts;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A wired ICCM: holds the parts, and closes in reverse order what it made. */
final class WiredIccm implements Iccm, PipelineParts {
  private static final Logger LOG = LoggerFactory.getLogger(WiredIccm.class);

  private final Host host;
  private final List<String> orchestra;
  private final String writer;
  private final String teacher;
  private final ClassLoader loader;
  private final TokenCounter tokens = new Cl100kTokenCounter();
  private final CallScope.Current current = new CallScope.Current();
  private final ExecutorPool executors = new ExecutorPool();
  private final Map<String, LlmBackend> llms = new LinkedHashMap<>();
  private final Map<String, ContextEngineer> engineers = new LinkedHashMap<>();
  private final Map<String, Embedder> embedders = new LinkedHashMap<>();
  private final Map<String, Optional<LanguageSupport>> languages = new ConcurrentHashMap<>();
  private final Deque<AutoCloseable> own = new ArrayDeque<>();
  private final CompletionService completions;
  private final DefaultRolloutService rollouts;
  private @Nullable TestRunner runner;
  private @Nullable Store store;
  private @Nullable RewardFunction reward;
  private boolean closed;

  WiredIccm(Host host, List<String> orchestra, String writer, String teacher, ClassLoader loader) {
    this.host = host;
    this.orchestra = List.copyOf(orchestra);
    this.writer = writer;
    this.teacher = teacher;
    this.loader = loader;
    this.completions =
        new CompletionService(this::store, host.clock(), host.telemetry(), tokens, current);
    this.rollouts = new DefaultRolloutService(this, completions, new LeakageGate(tokens), current);
  }

  void addLlm(String name, LlmBackend llm, boolean mine) {
    llms.put(name, llm);
    keep(llm, mine);
  }

  void addEngineer(String name, ContextEngineer engineer, boolean mine) {
    engineers.put(name, engineer);
    keep(engineer, mine);
  }

  void addEmbedder(String name, Embedder embedder, boolean mine) {
    embedders.put(name, embedder);
    keep(embedder, mine);
  }

  void addLanguage(LanguageSupport support) {
    languages.put(support.language(), Optional.of(support));
  }

  void setRunner(TestRunner value, boolean mine) {
    runner = value;
    keep(value, mine);
  }

  void setStore(Store value, boolean mine) {
    store = value;
    keep(value, mine);
  }

  void setReward(RewardFunction value, boolean mine) {
    reward = value;
    keep(value, mine);
  }

  private void keep(AutoCloseable part, boolean mine) {
    if (mine) {
      own.push(part);
    }
  }

  ExecutorService executor(String name) {
    return executors.create(name, current);
  }

  /**
   * A handle that finds its model at the first call: roles may be wired later than the one who
   * asks.
   */
  LlmBackend handle(String name) {
    String instance = role(name);
    if (instance.isEmpty()) {
      throw new ConfigurationException(
          "roles." + name, "names no model; write 'roles: {" + name + ": <a model>}'");
    }
    return new LlmBackend() {
      @Override
      public ModelCard model() {
        return WiredIccm.this.llmByName(instance).model();
      }

      @Override
      public Completion complete(CompletionRequest request) {
        return completions.complete(instance, llmByName(instance), request, null).completion();
      }

      @Override
      public Completion complete(CompletionRequest request, CompletionListener listener) {
        return completions.complete(instance, llmByName(instance), request, listener).completion();
      }
    };
  }

  private String role(String name) {
    return switch (name) {
      case "writer" -> llms.containsKey("writer") ? name : writer;
      case "teacher" -> llms.containsKey("teacher") ? name : teacher;
      default -> name;
    };
  }

  private LlmBackend llmByName(String name) {
    LlmBackend llm = llms.get(name);
    if (llm == null) {
      throw new ConfigurationException(
          "llm." + name, Suggestion.unknown("model", name, llms.keySet()));
    }
    return llm;
  }

  @Override
  public RolloutService rollouts() {
    return rollouts;
  }

  @Override
  public LlmBackend llm(String name) {
    LlmBackend handle = handle(name);
    llmByName(role(name));
    return handle;
  }

  @Override
  public LlmBackend backend(String name) {
    return llmByName(name);
  }

  @Override
  public ContextEngineer engineer(String name) {
    ContextEngineer engineer = engineers.get(name);
    if (engineer == null) {
      throw new ConfigurationException(
          "engineers." + name, Suggestion.unknown("engineer", name, engineers.keySet()));
    }
    return engineer;
  }

  @Override
  public List<String> orchestra() {
    return orchestra;
  }

  @Override
  public List<String> engineers() {
    return List.copyOf(engineers.keySet());
  }

  @Override
  public String writer() {
    return writer;
  }

  @Override
  public TestRunner runner() {
    return present(
        runner, "runner", "no runner: add iccm-harness, or write 'runner: {provider: ...}'");
  }

  @Override
  public RewardFunction reward() {
    return present(reward, "reward", "no reward: write 'reward: {provider: mean}'");
  }

  @Override
  public Store store() {
    return present(store, "store", "no store: write 'store: {provider: sqlite}'");
  }

  private static <T> T present(@Nullable T part, String key, String message) {
    if (part == null) {
      throw new ConfigurationException(key, message);
    }
    return part;
  }

  @Override
  public Embedder embedder(String name) {
    if (name.isEmpty() && embedders.size() == 1) {
      return embedders.values().iterator().next();
    }
    Embedder embedder = embedders.get(name);
    if (embedder == null) {
      throw new ConfigurationException(
          "embedders." + name,
          name.isEmpty()
              ? "name one of " + embedders.keySet() + ", or add iccm-embeddings"
              : Suggestion.unknown("embedder", name, embedders.keySet()));
    }
    return embedder;
  }

  @Override
  public Optional<LanguageSupport> language(String language) {
    return languages.computeIfAbsent(
        language,
        l -> {
          Optional<LanguageSupport> found =
              Wiring.find(l, loader, new PluginContext(l, host, this));
          synchronized (own) {
            found.ifPresent(own::push);
          }
          return found;
        });
  }

  @Override
  public TokenCounter tokens() {
    return tokens;
  }

  @Override
  public Clock clock() {
    return host.clock();
  }

  @Override
  public Telemetry telemetry() {
    return host.telemetry();
  }

  @Override
  public ProgressListener progress() {
    return host.progress();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    rollouts.close();
    executors.close();
    synchronized (own) {
      while (!own.isEmpty()) {
        AutoCloseable part = own.pop();
        try {
          part.close();
        } catch (Exception e) {
          if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
          }
          // the others must be closed too
          LOG.warn("closing {} failed", part.getClass().getName(), e);
        }
      }
    }
  }
}
