package org.iccm.orchestra.internal.chat;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Sampling;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks servers for completions, one call on the calling thread, and owns the retries. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ChatClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChatClient.class);
  private static final MediaType JSON = MediaType.get("application/json");

  private final ChatLimits limits;
  private final RetryPolicy policy;
  private final Pace pace;
  private final ConnectionPool pool;
  private final OkHttpClient whole;
  private final OkHttpClient streaming;
  private final CallWatch watch;
  private final ChatJson json = new ChatJson();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Makes a client; opens nothing.
   *
   * @param name of the backend instance, for thread names
   * @param limits what a call may take
   * @param policy when to try again
   * @param pace time and chance
   * @param egress whether addresses other than loopback may be asked
   */
  public ChatClient(String name, ChatLimits limits, RetryPolicy policy, Pace pace, boolean egress) {
    this.limits = limits;
    this.policy = policy;
    this.pace = pace;
    this.pool = new ConnectionPool(32, 30, TimeUnit.SECONDS);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectionPool(pool)
            .connectTimeout(limits.connect())
            .writeTimeout(limits.idle())
            .readTimeout(Duration.ZERO)
            // one owner of retries, and no way off the machine by a redirect
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false);
    if (!egress) {
      builder.proxy(Proxy.NO_PROXY).dns(new LoopbackDns());
    }
    this.whole = builder.build();
    this.streaming = whole.newBuilder().readTimeout(limits.idle()).build();
    this.watch = new CallWatch("iccm-chat-watch-" + name);
  }

  /**
   * Asks for a completion.
   *
   * @param endpoint the server
   * @param request what is asked
   * @param sampling resolved: what is empty here is left to the server
   * @param listener hears a streamed answer; null for an answer in one piece
   * @return the answer
   * @throws LlmException if there is none
   * @throws CancelledException if the caller is interrupted or this is closed meanwhile
   * @throws IllegalStateException if this is closed
   */
  public Completion complete(
      ChatEndpoint endpoint,
      CompletionRequest request,
      Sampling sampling,
      @Nullable CompletionListener listener) {
    if (closed.getCount() == 0) {
      throw new IllegalStateException("the backend of model " + endpoint.model + " is closed");
    }
    long start = pace.nanos().getAsLong();
    Duration budget = request.timeout().orElse(limits.call());
    byte[] body = json.request(endpoint, request.messages(), sampling, listener != null);
    int tries = 0;
    while (true) {
      cancelledIf(endpoint, null);
      Duration left = budget.minus(since(start));
      if (left.isZero() || left.isNegative()) {
        throw outOfTime(endpoint, budget, tries, null);
      }
      tries++;
      if (tries > 1 && listener != null) {
        listener.onRestart();
      }
      try {
        Duration limit = left.compareTo(limits.oneTry()) < 0 ? left : limits.oneTry();
        return once(endpoint, body, listener, limit).latency(since(start)).tries(tries).build();
      } catch (TryFailure failure) {
        if (!failure.again || tries > policy.retries() || !endpoint.alive()) {
          throw exception(endpoint, failure, tries);
        }
        Duration pause = policy.pause(tries, failure.retryAfter, pace.jitter().getAsDouble());
        if (pause.compareTo(RetryPolicy.MAX_RETRY_AFTER) > 0) {
          throw exception(endpoint, failure, tries);
        }
        if (since(start).plus(pause).compareTo(budget) >= 0) {
          throw outOfTime(endpoint, budget, tries, failure);
        }
        LOG.debug(
            "model {}: try {} failed ({}), next in {} ms",
            endpoint.model,
            tries,
            failure.getMessage(),
            pause.toMillis());
        sleep(endpoint, pause);
        if (!endpoint.alive()) {
          throw exception(endpoint, failure, tries);
        }
      }
    }
  }

  private Completion.Builder once(
      ChatEndpoint endpoint, byte[] body, @Nullable CompletionListener listener, Duration limit)
      throws TryFailure {
    Request.Builder request =
        new Request.Builder()
            .url(endpoint.completions)
            .header("User-Agent", "iccm")
            .header("Accept", listener == null ? "application/json" : "text/event-stream")
            .post(RequestBody.create(body, JSON));
    endpoint.apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key.reveal()));
    Call call = (listener == null ? whole : streaming).newCall(request.build());
    call.timeout().timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    CallWatch.Watched watched = watch.watch(call);
    try (Response response = call.execute()) {
      return new AnswerReader(endpoint, json, limits.answerBytes(), pace.clock())
          .read(response, listener);
    } catch (IOException e) {
      cancelledIf(endpoint, watched);
      throw TryFailure.io(unreachable(endpoint, e, limit), e);
    } finally {
      watch.forget(watched);
    }
  }

  private String unreachable(ChatEndpoint endpoint, IOException e, Duration limit) {
    String where = place(endpoint);
    if (e instanceof LoopbackDns.OffMachine) {
      return where + " is not on this machine; set egress: allowed if it may be asked";
    }
    if (e instanceof java.net.ConnectException || e instanceof java.net.UnknownHostException) {
      return "nothing answers at " + where + "; start the server or correct baseUrl";
    }
    if (e instanceof java.io.InterruptedIOException) {
      return where + " gave no answer in time (limit " + limit.toMillis() + " ms a try)";
    }
    String detail = String.valueOf(e.getMessage());
    return where
        + " broke off the answer: "
        + e.getClass().getSimpleName()
        + " "
        + endpoint.apiKey.map(k -> detail.replace(k.reveal(), "***")).orElse(detail);
  }

  static String place(ChatEndpoint endpoint) {
    return endpoint.completions.toString();
  }

  private void sleep(ChatEndpoint endpoint, Duration pause) {
    try {
      pace.sleeper().sleep(pause, closed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cancelledIf(endpoint, null);
  }

  private void cancelledIf(ChatEndpoint endpoint, CallWatch.@Nullable Watched watched) {
    boolean interrupted =
        watched == null ? Thread.currentThread().isInterrupted() : watched.interrupted();
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted: call of model " + endpoint.model);
    }
    if (closed.getCount() == 0) {
      throw new CancelledException("closed during a call of model " + endpoint.model);
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(Math.max(0, pace.nanos().getAsLong() - start));
  }

  private static LlmException exception(ChatEndpoint endpoint, TryFailure failure, int tries) {
    return new LlmException(
        endpoint.model,
        failure.status,
        failure.later,
        "model "
            + endpoint.model
            + (tries > 1 ? ", " + tries + " tries" : "")
            + ": "
            + failure.getMessage()
            + failure
                .retryAfter
                .map(d -> " (the server asks to wait " + d.toSeconds() + " s)")
                .orElse(""),
        failure.getCause());
  }

  private static LlmException outOfTime(
      ChatEndpoint endpoint, Duration budget, int tries, @Nullable TryFailure last) {
    return new LlmException(
        endpoint.model,
        last == null ? OptionalInt.empty() : last.status,
        true,
        "model "
            + endpoint.model
            + " at "
            + place(endpoint)
            + ": no answer within "
            + budget.toMillis()
            + " ms and "
            + tries
            + " tries; allow more time (timeout) or fewer calls at once"
            + Optional.ofNullable(last).map(f -> ". Last: " + f.getMessage()).orElse(""),
        last == null ? null : last.getCause());
  }

  /** Ends calls in flight with {@link CancelledException}. Idempotent. */
  @Override
  public void close() {
    closed.countDown();
    watch.close();
    pool.evictAll();
  }
}
