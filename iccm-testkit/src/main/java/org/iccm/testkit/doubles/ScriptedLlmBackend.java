package org.iccm.testkit.doubles;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.llm.TokenUsage;

/**
 * A model that answers from a script, a function or recorded files. It counts its calls, may delay
 * and fail, streams word by word, and keeps maxTokens and stop texts; its tokens are the words
 * between spaces. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ScriptedLlmBackend implements LlmBackend {
  private static final Pattern WORD = Pattern.compile("\\s*\\S+\\s*");

  private final Function<CompletionRequest, String> answers;
  private final Duration delay;
  private final String answeringAs;
  private final AtomicInteger failuresLeft;
  private final Supplier<RuntimeException> fault;
  private final boolean tellsUsage;
  private final Life life;
  private final List<CompletionRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private volatile ModelCard card;

  private ScriptedLlmBackend(Builder b) {
    this.card =
        ModelCard.builder(b.id, b.revision)
            .concurrency(b.concurrency)
            .capabilities(b.capabilities)
            .local(b.local)
            .build();
    this.answers = b.answers;
    this.delay = b.delay;
    this.answeringAs = b.answeringAs.isEmpty() ? b.id : b.answeringAs;
    this.failuresLeft = new AtomicInteger(b.failures);
    this.fault = b.fault;
    this.tellsUsage = b.tellsUsage;
    this.life = new Life("scripted model " + b.id);
  }

  /**
   * Starts a builder of a model that has nothing to say.
   *
   * @param id the model's id
   * @return a new builder
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /**
   * A model that answers everything alike.
   *
   * @param id the model's id
   * @param text its answer
   * @return the model
   */
  public static ScriptedLlmBackend always(String id, String text) {
    return builder(id).answering(request -> text).build();
  }

  /** Returns how many calls were made, failed ones too. */
  public int calls() {
    return requests.size();
  }

  /** Returns what was asked, in order of arrival. */
  public List<CompletionRequest> requests() {
    return List.copyOf(requests);
  }

  /** Returns the most calls that were ever under way at once. */
  public int peakConcurrency() {
    return peak.get();
  }

  /**
   * Changes how many calls its card asks for, from now on.
   *
   * @param concurrency at least 1
   */
  public void concurrency(int concurrency) {
    card = card.toBuilder().concurrency(concurrency).build();
  }

  @Override
  public ModelCard model() {
    return card;
  }

  @Override
  public Completion complete(CompletionRequest request) {
    return complete(request, delta -> {});
  }

  @Override
  public Completion complete(CompletionRequest request, CompletionListener listener) {
    life.check();
    refuseUnsupported(request.sampling());
    requests.add(request);
    int now = inFlight.incrementAndGet();
    peak.accumulateAndGet(now, Math::max);
    long start = System.nanoTime();
    try {
      if (!delay.isZero()) {
        life.pause(delay);
      }
      if (failuresLeft.getAndUpdate(n -> n > 0 ? n - 1 : n) != 0) {
        throw fault.get();
      }
      Completion completion = cut(answers.apply(request), request);
      Matcher words = WORD.matcher(completion.text());
      while (words.find()) {
        listener.onText(words.group());
      }
      return completion.toBuilder().latency(Duration.ofNanos(System.nanoTime() - start)).build();
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private void refuseUnsupported(Sampling sampling) {
    refuse(sampling.seed().isPresent(), Capability.SEED);
    refuse(sampling.topP().isPresent(), Capability.TOP_P);
    refuse(!sampling.stop().isEmpty(), Capability.STOP);
  }

  private void refuse(boolean wanted, Capability capability) {
    if (wanted && !card.capabilities().contains(capability)) {
      throw new UnsupportedOperationException(
          "model " + card.id() + " has no " + capability + "; leave the option out");
    }
  }

  private Completion cut(String answer, CompletionRequest request) {
    String text = answer;
    for (String stop : request.sampling().stop()) {
      int at = text.indexOf(stop);
      text = at < 0 ? text : text.substring(0, at);
    }
    int most = request.sampling().maxTokens().orElse(Integer.MAX_VALUE);
    int words = 0;
    int end = 0;
    Matcher matcher = WORD.matcher(text);
    while (words < most && matcher.find()) {
      words++;
      end = matcher.end();
    }
    boolean whole = end == text.length() || text.substring(end).isBlank();
    Completion.Builder completion =
        Completion.builder(
                whole ? text : text.substring(0, end),
                answeringAs,
                whole ? FinishReason.STOP : FinishReason.LENGTH)
            .rawFinishReason(whole ? "stop" : "length");
    if (tellsUsage) {
      int asked = 0;
      for (var message : request.messages()) {
        asked += Math.max(1, message.content().strip().split("\\s+").length);
      }
      completion.usage(TokenUsage.of(asked, Math.max(1, words)));
    }
    return completion.build();
  }

  @Override
  public void close() {
    life.close();
  }

  /** Builds a {@link ScriptedLlmBackend}. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private String revision = "scripted";
    private int concurrency = 1;
    private Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    private boolean local = true;
    private Function<CompletionRequest, String> answers;
    private Duration delay = Duration.ZERO;
    private String answeringAs = "";
    private int failures;
    private Supplier<RuntimeException> fault;
    private boolean tellsUsage = true;

    private Builder(String id) {
      this.id = Objects.requireNonNull(id, "id");
      this.answers =
          request -> {
            throw failure(id, "the scripted model has no answers; give it some");
          };
      this.fault = () -> failure(id, "scripted failure");
    }

    private static LlmException failure(String id, String message) {
      return new LlmException(id, OptionalInt.empty(), false, message);
    }

    /**
     * Answers by a function. What it throws, the call throws.
     *
     * @param function from request to text; called on the caller's thread
     * @return this builder
     */
    public Builder answering(Function<CompletionRequest, String> function) {
      this.answers = Objects.requireNonNull(function, "function");
      return this;
    }

    /**
     * Answers in turn; a call past the last fails with LlmException.
     *
     * @param texts the answers
     * @return this builder
     */
    public Builder script(String... texts) {
      Queue<String> left = new ConcurrentLinkedQueue<>(List.of(texts));
      return answering(
          request -> {
            String next = left.poll();
            if (next == null) {
              throw failure(id, "the script of " + texts.length + " answers is over");
            }
            return next;
          });
    }

    /**
     * Answers from recorded files; a call without one fails with LlmException that names the file.
     *
     * @param recordings the files
     * @return this builder
     */
    public Builder recorded(Recordings recordings) {
      return answering(
          request ->
              recordings
                  .find(request)
                  .orElseThrow(
                      () ->
                          failure(
                              id,
                              "no recording "
                                  + recordings.file(request)
                                  + "; record it with Recordings.record")));
    }

    /**
     * Sets the revision.
     *
     * @param revision the value
     * @return this builder
     */
    public Builder revision(String revision) {
      this.revision = Objects.requireNonNull(revision, "revision");
      return this;
    }

    /**
     * Sets how many calls its card asks for.
     *
     * @param concurrency at least 1; the default is 1
     * @return this builder
     */
    public Builder concurrency(int concurrency) {
      this.concurrency = concurrency;
      return this;
    }

    /**
     * Sets what it can do.
     *
     * @param capabilities by default all
     * @return this builder
     */
    public Builder capabilities(Set<Capability> capabilities) {
      this.capabilities = Set.copyOf(capabilities);
      return this;
    }

    /**
     * Sets whether its card says that it is on this machine.
     *
     * @param local by default true
     * @return this builder
     */
    public Builder local(boolean local) {
      this.local = local;
      return this;
    }

    /**
     * Sets how long each call takes.
     *
     * @param delay by default nothing
     * @return this builder
     */
    public Builder delay(Duration delay) {
      this.delay = Objects.requireNonNull(delay, "delay");
      return this;
    }

    /**
     * Makes its answers come from another model.
     *
     * @param modelId the model that its answers name
     * @return this builder
     */
    public Builder answeringAs(String modelId) {
      this.answeringAs = Objects.requireNonNull(modelId, "modelId");
      return this;
    }

    /**
     * Makes its first calls fail.
     *
     * @param calls how many
     * @param fault makes what they throw
     * @return this builder
     */
    public Builder failFirst(int calls, Supplier<RuntimeException> fault) {
      this.failures = calls;
      this.fault = Objects.requireNonNull(fault, "fault");
      return this;
    }

    /**
     * Makes every call fail.
     *
     * @param fault makes what they throw
     * @return this builder
     */
    public Builder failAlways(Supplier<RuntimeException> fault) {
      return failFirst(-1, fault);
    }

    /**
     * Leaves usage unknown.
     *
     * @return this builder
     */
    public Builder withoutUsage() {
      this.tellsUsage = false;
      return this;
    }

    /**
     * Builds the model.
     *
     * @return the model
     */
    public ScriptedLlmBackend build() {
      return new ScriptedLlmBackend(this);
    }
  }
}
