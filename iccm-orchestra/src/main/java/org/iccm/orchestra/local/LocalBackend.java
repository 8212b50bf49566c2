package org.iccm.orchestra.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.error.ProviderException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.orchestra.catalogue.ModelFetch;
import org.iccm.orchestra.catalogue.ModelFetchException;
import org.iccm.orchestra.internal.chat.ChatClient;
import org.iccm.orchestra.internal.chat.Pace;
import org.iccm.orchestra.internal.chat.RetryPolicy;
import org.iccm.orchestra.internal.process.Cancellation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model on a server of ICCM's own, which runs from the first call to {@link #close()}. */
final class LocalBackend implements LlmBackend {
  private static final Logger LOG = LoggerFactory.getLogger(LocalBackend.class);
  private static final long LOOK_EVERY_MILLIS = 50;

  private final LocalOptions options;
  private final ModelFetch fetch;
  private final ChatClient client;
  private final ServerKeeper keeper;
  private final Semaphore slots;
  private final Pace pace;
  private volatile boolean closed;
  private volatile @Nullable ModelCard card;

  LocalBackend(LocalOptions options, Pace pace, Telemetry telemetry, ProgressListener progress) {
    this.options = options;
    this.pace = pace;
    ModelFetch.Builder f =
        ModelFetch.builder(options.cache())
            .python(options.python())
            .offline(options.offline())
            .listener(new ShownFetch(progress))
            .cancelledWhen(() -> closed);
    options.modelFile().ifPresent(f::ownFile);
    this.fetch = f.build();
    this.client =
        new ChatClient(
            options.name(), options.limits(), new RetryPolicy(options.retries()), pace, false);
    ServerStart start =
        options
            .server()
            .<ServerStart>map(binary -> new BinaryStart(options, binary))
            .orElseGet(() -> new PythonStart(options));
    this.keeper = new ServerKeeper(options, this::file, start, client, telemetry);
    this.slots = new Semaphore(options.slots(), true);
  }

  @Override
  public ModelCard model() {
    ModelCard known = card;
    if (known != null) {
      return known;
    }
    ModelCard.Builder c =
        ModelCard.builder(options.model(), revision())
            .concurrency(options.slots())
            .contextTokens(options.contextPerSlot())
            .capabilities(EnumSet.allOf(Capability.class))
            .defaults(options.defaults())
            .local(true);
    options.catalogued().filter(m -> !m.licence().isEmpty()).ifPresent(m -> c.licence(m.licence()));
    ModelCard made = c.build();
    card = made;
    return made;
  }

  /** The weights' hash: the catalogue's, so that no file has to be here, else the file's own. */
  private String revision() {
    if (options.catalogued().isPresent()) {
      return options.catalogued().get().sha256();
    }
    return options
        .sha256()
        .orElseGet(() -> fetch.sha256(options.model(), options.modelFile().orElseThrow()));
  }

  /** The checked file of the model. */
  private Path file(Cancellation cancellation) {
    if (options.catalogued().isPresent()) {
      return fetch.fetch(options.catalogued().get());
    }
    Path own = options.modelFile().orElseThrow();
    String sum = fetch.sha256(options.model(), own);
    if (options.sha256().isPresent() && !options.sha256().get().equals(sum)) {
      throw new ModelFetchException(
          options.model(),
          own.toString(),
          "model "
              + options.model()
              + ": "
              + own
              + " has the wrong checksum: SHA-256 "
              + sum
              + ": correct the settings modelFile or sha256",
          null);
    }
    return own;
  }

  @Override
  public Completion complete(CompletionRequest request) {
    return ask(request, null);
  }

  @Override
  public Completion complete(CompletionRequest request, CompletionListener listener) {
    return ask(request, listener);
  }

  private Completion ask(CompletionRequest request, @Nullable CompletionListener listener) {
    if (closed) {
      throw new IllegalStateException("the backend of model " + options.model() + " is closed");
    }
    Sampling sampling = request.sampling().orElse(options.defaults());
    Cancellation cancellation = new Cancellation("call of model " + options.model(), () -> closed);
    admit(cancellation);
    try {
      return ask(request, sampling, listener);
    } catch (ProviderException e) {
      throw new LlmException(
          options.model(), OptionalInt.empty(), false, String.valueOf(e.getMessage()), e);
    } catch (IllegalStateException e) {
      cancellation.check(); // closed between admission and call
      throw e;
    } finally {
      slots.release();
    }
  }

  /** More callers than slots wait here, where they can be interrupted, not in the server. */
  private void admit(Cancellation cancellation) {
    while (true) {
      cancellation.check();
      try {
        if (slots.tryAcquire(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Completion ask(
      CompletionRequest request, Sampling sampling, @Nullable CompletionListener listener) {
    ServerProcess server = keeper.server();
    long start = pace.nanos().getAsLong();
    try {
      Completion answer = client.complete(server.endpoint(), request, sampling, listener);
      keeper.answered();
      return answer;
    } catch (LlmException e) {
      if (!e.retriable() || !server.died()) {
        throw e;
      }
      LOG.warn("model {}: a request lost its server, once more", options.model());
    }
    Duration spent = Duration.ofNanos(pace.nanos().getAsLong() - start);
    ServerProcess second = keeper.server();
    if (listener != null) {
      listener.onRestart();
    }
    Duration left = request.timeout().orElse(options.limits().call()).minus(spent);
    CompletionRequest again =
        request.toBuilder()
            .timeout(left.compareTo(Duration.ofSeconds(1)) > 0 ? left : Duration.ofSeconds(1))
            .build();
    try {
      Completion answer = client.complete(second.endpoint(), again, sampling, listener);
      keeper.answered();
      return answer.toBuilder()
          .tries(answer.tries() + 1)
          .latency(answer.latency().plus(spent))
          .build();
    } catch (LlmException e) {
      if (!e.retriable() || !second.died()) {
        throw e;
      }
      throw new LlmException(
          options.model(),
          OptionalInt.empty(),
          false,
          "model "
              + options.model()
              + ": its server died twice during this request ("
              + second.ending()
              + "): lower slots or contextPerSlot if memory is short",
          e);
    }
  }

  @Nullable ServerProcess running() {
    return keeper.running();
  }

  /** Ends calls in flight with {@link CancelledException}, and the server. Idempotent. */
  @Override
  public void close() {
    closed = true;
    client.close();
    keeper.close();
  }
}
