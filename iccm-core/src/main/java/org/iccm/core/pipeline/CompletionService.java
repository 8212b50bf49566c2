package org.iccm.core.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredCompletion;
import org.jspecify.annotations.Nullable;

/** Completions, each made once: kept, coalesced, admitted, charged. Thread-safe. */
public final class CompletionService {
  /** A model's tokens are not the gate's: reserve a little more than the gate counts. */
  private static final double PROMPT_MARGIN = 1.3;

  private final Supplier<Store> store;
  private final Clock clock;
  private final Telemetry telemetry;
  private final TokenCounter tokens;
  private final CallScope.Current current;
  private final Coalescer<CompletionKey, Completed> coalescer = new Coalescer<>();
  private final Map<String, Admission> admissions = new ConcurrentHashMap<>();

  /**
   * A service.
   *
   * @param store where completions are kept
   * @param clock time
   * @param telemetry measurements
   * @param tokens the gate's tokenizer, for reservations
   * @param current whom calls are charged to
   */
  public CompletionService(
      Supplier<Store> store,
      Clock clock,
      Telemetry telemetry,
      TokenCounter tokens,
      CallScope.Current current) {
    this.store = store;
    this.clock = clock;
    this.telemetry = telemetry;
    this.tokens = tokens;
    this.current = current;
  }

  /**
   * A completion and where it came from.
   *
   * @param key its key
   * @param completion the answer
   * @param cached whether no model was called by this caller
   */
  public record Completed(CompletionKey key, Completion completion, boolean cached) {}

  /** The request as it will be sent: options resolved, so that its key says all. */
  static Sampling resolve(ModelCard card, CompletionRequest request) {
    Sampling s = request.sampling().orElse(card.defaults());
    if (s.seed().isPresent() && !card.capabilities().contains(Capability.SEED)) {
      throw new UnsupportedOperationException(
          "model " + card.id() + " honours no seed; leave it out, or use another server");
    }
    return s;
  }

  /** The key that a request would have. */
  static CompletionKey key(ModelCard card, CompletionRequest request, Optional<UnitId> unit) {
    return Keys.completion(
        request.messages(), card, resolve(card, request), request.sampleIndex(), unit);
  }

  /**
   * Completes, from the store if it can.
   *
   * @param instance the model's instance name
   * @param backend the model
   * @param request the request
   * @param listener hears the text as it grows, or null
   * @return the answer
   */
  public Completed complete(
      String instance,
      LlmBackend backend,
      CompletionRequest request,
      @Nullable CompletionListener listener) {
    return complete(instance, backend, request, listener, Purpose.NONE);
  }

  /**
   * What a completion is for.
   *
   * @param applicationId the application; empty if it is for none
   * @param context the context that it is asked with
   * @param unit the unit to rebuild, part of the key
   */
  record Purpose(String applicationId, Optional<ContextKey> context, Optional<UnitId> unit) {
    static final Purpose NONE = new Purpose("", Optional.empty(), Optional.empty());
  }

  /** Completes for a rollout: what is stored says for which application and context. */
  Completed complete(
      String instance,
      LlmBackend backend,
      CompletionRequest request,
      @Nullable CompletionListener listener,
      Purpose purpose) {
    CallScope scope = current.get();
    ModelCard card = backend.model();
    CompletionRequest resolved = request.toBuilder().sampling(resolve(card, request)).build();
    CompletionKey key = key(card, request, purpose.unit());
    boolean[] called = new boolean[1];
    Completed done =
        coalescer.get(
            key,
            () -> {
              Optional<StoredCompletion> stored = store.get().artifacts().findCompletion(key);
              if (stored.isPresent()) {
                return new Completed(key, stored.get().completion(), true);
              }
              called[0] = true;
              Completion answer = call(instance, backend, card, resolved, scope, listener);
              StoredCompletion.Builder row =
                  StoredCompletion.builder(
                          key, card.id(), card.revision(), request.sampleIndex(), answer)
                      .messagesDigest(messagesDigest(request))
                      .applicationId(purpose.applicationId());
              purpose.context().ifPresent(row::contextKey);
              purpose.unit().ifPresent(row::unit);
              // another process may have been first: then its answer is the answer
              return new Completed(
                  key, store.get().artifacts().put(row.build()).completion(), false);
            });
    if (!called[0]) {
      scope.cachedCompletions.incrementAndGet();
      if (listener != null && !done.completion().text().isEmpty()) {
        listener.onText(done.completion().text());
      }
      return new Completed(key, done.completion(), true);
    }
    return done;
  }

  private Completion call(
      String instance,
      LlmBackend backend,
      ModelCard card,
      CompletionRequest request,
      CallScope scope,
      @Nullable CompletionListener listener) {
    Admission admission = admissions.computeIfAbsent(instance, i -> new Admission());
    return admission.run(
        () -> backend.model().concurrency(),
        () -> {
          long prompt = promptTokens(request);
          long answer = request.sampling().maxTokens().orElse(2048);
          Spending reserved = Spending.builder().calls(1).tokens(prompt + answer).build();
          CallScope.Charge charge = scope.reserve(reserved);
          Instant start = clock.instant();
          boolean settled = false;
          try {
            Completion c =
                listener == null ? backend.complete(request) : backend.complete(request, listener);
            charge.settle(actual(c, reserved));
            settled = true;
            count(instance, c, scope, Duration.between(start, clock.instant()));
            checkModel(card, c);
            return c;
          } finally {
            if (!settled) {
              // how far a failed call got is unknown: it costs its reservation
              charge.settle(reserved);
              scope.modelCalls.incrementAndGet();
            }
          }
        });
  }

  private static void checkModel(ModelCard card, Completion c) {
    if (!c.modelId().equals(card.id())) {
      throw new LlmException(
          card.id(),
          OptionalInt.empty(),
          false,
          "asked for model "
              + card.id()
              + ", the answer says it is from "
              + c.modelId()
              + "; set the model name that the server uses");
    }
  }

  private void count(String instance, Completion c, CallScope scope, Duration time) {
    scope.modelCalls.addAndGet(c.tries());
    scope.promptTokens.addAndGet(c.usage().prompt().orElse(0));
    scope.completionTokens.addAndGet(c.usage().completion().orElse(0));
    telemetry.time("gen_ai.client.operation.duration", time, "model", instance);
    c.usage()
        .prompt()
        .ifPresent(
            n ->
                telemetry.count(
                    "gen_ai.client.token.usage", n, "model", instance, "type", "input"));
    c.usage()
        .completion()
        .ifPresent(
            n ->
                telemetry.count(
                    "gen_ai.client.token.usage", n, "model", instance, "type", "output"));
  }

  private static Spending actual(Completion c, Spending reserved) {
    // unknown usage costs its reservation
    boolean known = c.usage().prompt().isPresent() && c.usage().completion().isPresent();
    long spent =
        known
            ? c.usage().prompt().getAsLong() + c.usage().completion().getAsLong()
            : reserved.tokens();
    return Spending.builder().calls(c.tries()).tokens(spent).build();
  }

  private long promptTokens(CompletionRequest request) {
    long n = 0;
    for (Message m : request.messages()) {
      n += tokens.count(m.content()) + 8L;
    }
    return (long) Math.ceil(n * PROMPT_MARGIN);
  }

  private static String messagesDigest(CompletionRequest request) {
    return Digests.of(request.messages().stream().map(Message::toString).toList());
  }
}
