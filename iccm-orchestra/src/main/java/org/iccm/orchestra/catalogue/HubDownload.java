package org.iccm.orchestra.catalogue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.iccm.orchestra.internal.process.Cancellation;

/** Downloads one address, from where an earlier attempt ended. */
final class HubDownload {
  private static final int TRIES = 4;
  private static final int CHUNK = 1 << 18;

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final long LOOK_EVERY_MILLIS = 100;

  private final Cancellation cancellation;

  HubDownload(Cancellation cancellation) {
    this.cancellation = cancellation;
  }

  /** Completes {@code partial}; bytes go to {@code progress}. */
  void run(String url, long bytes, Path partial, LongConsumer progress) throws IOException {
    ConnectionPool pool = new ConnectionPool(1, 5, TimeUnit.SECONDS);
    OkHttpClient client =
        new OkHttpClient.Builder()
            .connectionPool(pool)
            .connectTimeout(Duration.ofSeconds(20))
            .readTimeout(SILENCE)
            .build();
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          once(client, url, bytes, partial, progress);
          return;
        } catch (Refused e) {
          throw e;
        } catch (IOException e) {
          cancellation.check();
          if (attempt == TRIES) {
            throw e;
          }
          cancellation.pause(500L << attempt);
        }
      }
    } finally {
      pool.evictAll();
    }
  }

  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private void once(
      OkHttpClient client, String url, long bytes, Path partial, LongConsumer progress)
      throws IOException {
    long have = Files.isRegularFile(partial) ? Files.size(partial) : 0;
    if (have > bytes) {
      Files.delete(partial);
      have = 0;
    }
    progress.accept(have);
    if (have == bytes) {
      return;
    }
    Request.Builder request = new Request.Builder().url(url).header("Accept-Encoding", "identity");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    Call call = client.newCall(request.build());
    Thread watch = watch(call);
    try (Response response = call.execute()) {
      if (response.code() != 200 && response.code() != 206) {
        throw refusal(url, response.code());
      }
      long at = response.code() == 206 ? have : 0;
      try (FileChannel out =
          FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.truncate(at);
        out.position(at);
        copy(response, out, bytes, progress);
        out.force(true);
      }
    } finally {
      watch.interrupt();
    }
    if (Files.size(partial) < bytes) {
      throw new IOException("the answer ended early, at " + Files.size(partial) + " of " + bytes);
    }
  }

  /** A blocked read does not hear that it should end: somebody has to cancel its call. */
  private Thread watch(Call call) {
    Thread caller = Thread.currentThread();
    Thread watch =
        new Thread(
            () -> {
              try {
                while (!caller.isInterrupted() && !cancellation.closed().getAsBoolean()) {
                  Thread.sleep(LOOK_EVERY_MILLIS);
                }
                call.cancel();
              } catch (InterruptedException e) {
                // the call is over
              }
            },
            "iccm-hub-watch");
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  private void copy(Response response, FileChannel out, long bytes, LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[CHUNK];
    while (true) {
      cancellation.check();
      int n = response.body().source().read(buffer);
      if (n < 0) {
        return;
      }
      out.write(ByteBuffer.wrap(buffer, 0, n));
      if (out.position() > bytes) {
        throw new Refused("the answer is longer than the " + bytes + " bytes it should have");
      }
      progress.accept(out.position());
    }
  }

  private static IOException refusal(String url, int status) {
    String message = url + " answers " + status;
    return status == 408 || status == 429 || status >= 500
        ? new IOException(message)
        : new Refused(message);
  }
}
