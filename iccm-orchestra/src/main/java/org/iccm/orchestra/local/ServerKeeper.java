package org.iccm.orchestra.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.IccmException;
import org.iccm.api.error.LlmException;
import org.iccm.api.error.ProviderException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;
import org.iccm.api.plugin.Telemetry;
import org.iccm.orchestra.internal.chat.ChatClient;
import org.iccm.orchestra.internal.process.Cancellation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one server running whenever one is needed: starts it, asks it a golden question, restarts it.
 */
final class ServerKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerKeeper.class);
  private static final int DEATHS = 5;
  private static final long FAILURE_KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_EVERY_MILLIS = 50;

  private final LocalOptions options;
  private final Function<Cancellation, Path> file;
  private final ServerStart start;
  private final ChatClient client;
  private final Telemetry telemetry;
  private final Cancellation cancellation;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  private volatile int deaths;
  private volatile @Nullable ServerProcess current;
  private @Nullable IccmException failure;
  private long failedAt;

  ServerKeeper(
      LocalOptions options,
      Function<Cancellation, Path> file,
      ServerStart start,
      ChatClient client,
      Telemetry telemetry) {
    this.options = options;
    this.file = file;
    this.start = start;
    this.client = client;
    this.telemetry = telemetry;
    this.cancellation =
        new Cancellation("start of the server of model " + options.model(), () -> closed);
  }

  /** A server that has answered sensibly and runs, as far as is known. */
  ServerProcess server() {
    ServerProcess running = current;
    if (running != null && running.alive() && !closed) {
      return running;
    }
    lockPatiently();
    try {
      cancellation.check();
      ServerProcess old = current;
      if (old != null) {
        if (old.alive()) {
          return old; // another caller was faster
        }
        LOG.warn("model {}: its server died ({}); starting another", options.model(), old.ending());
        telemetry.count("iccm.server.deaths", 1, "model", options.model());
        deaths++;
        current = null;
        old.close();
      }
      failIfHopeless();
      return fresh();
    } finally {
      lock.unlock();
    }
  }

  private void lockPatiently() {
    while (true) {
      cancellation.check();
      try {
        if (lock.tryLock(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void failIfHopeless() {
    if (failure != null && System.nanoTime() - failedAt < FAILURE_KEPT_NANOS) {
      throw failure;
    }
    failure = null;
    if (deaths >= DEATHS) {
      deaths = 0;
      throw fail(
          new ProviderException(
              LocalProvider.NAME,
              "the server of model "
                  + options.model()
                  + " died "
                  + DEATHS
                  + " times without one answer: lower slots or contextPerSlot if memory is short,"
                  + " or name another server"));
    }
  }

  private IccmException fail(IccmException e) {
    failure = e;
    failedAt = System.nanoTime();
    return e;
  }

  private ServerProcess fresh() {
    ServerProcess server = null;
    boolean good = false;
    try {
      Path model = file.apply(cancellation);
      long began = System.nanoTime();
      server = start.start(model, cancellation);
      probe(server);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      LOG.info(
          "model {}: server {} ready in {} ms", options.model(), server.pid(), took.toMillis());
      telemetry.time("iccm.server.start", took, "model", options.model());
      cancellation.check();
      current = server;
      good = true;
      return server;
    } catch (CancelledException e) {
      throw e;
    } catch (IccmException e) {
      throw fail(e);
    } finally {
      if (!good && server != null) {
        server.close();
      }
    }
  }

  /** A server is trusted only after it has answered a question whose answer everybody knows. */
  private void probe(ServerProcess server) {
    CompletionRequest question =
        CompletionRequest.builder(List.of(Message.user(options.probeQuestion())))
            .timeout(options.startTimeout())
            .build();
    Sampling greedy = Sampling.builder().temperature(0).maxTokens(24).seed(1).build();
    Completion answer;
    try {
      answer = client.complete(server.endpoint(), question, greedy, null);
    } catch (LlmException e) {
      throw new ProviderException(
          LocalProvider.NAME,
          "the server of model "
              + options.model()
              + " started but answers no question ("
              + (server.died() ? server.ending() : e.getMessage())
              + "): it is no llama-server, or memory is short",
          e);
    }
    String text = answer.text();
    if (!options.probeAnswer().matcher(text).find() || text.indexOf('\uFFFD') >= 0) {
      throw new ProviderException(
          LocalProvider.NAME,
          "model "
              + options.model()
              + " answers the question '"
              + options.probeQuestion()
              + "' with '"
              + text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip()
              + "', which does not contain "
              + options.probeAnswer()
              + ": the file or the server is broken; for a model that knows no such thing set"
              + " probeQuestion and probeAnswer");
    }
  }

  /** An answer came: deaths before it do not count any more. */
  void answered() {
    deaths = 0;
  }

  /** Whether a server runs now. */
  @Nullable ServerProcess running() {
    ServerProcess server = current;
    return server != null && server.alive() ? server : null;
  }

  /** Ends the server, or its start. Idempotent. */
  @Override
  public void close() {
    closed = true;
    lock.lock(); // a start in progress hears of it and frees the lock at once
    try {
      ServerProcess server = current;
      current = null;
      if (server != null) {
        server.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
