package org.iccm.orchestra.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Drains a stream on a thread of its own and keeps the end of it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Tail {
  private static final int KEPT = 16 << 10;
  private static final int LINES = 12;
  private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@\\s]+@");

  private final byte[] ring = new byte[KEPT];
  private final Thread thread;
  private long written;

  /**
   * Starts to drain.
   *
   * @param stream the stream; ends with its process
   * @param threadName begins with iccm-
   */
  public Tail(InputStream stream, String threadName) {
    thread = new Thread(() -> drain(stream), threadName);
    thread.setDaemon(true);
    thread.start();
  }

  private void drain(InputStream stream) {
    byte[] buffer = new byte[4096];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        synchronized (this) {
          for (int i = 0; i < n; i++) {
            ring[(int) (written++ % KEPT)] = buffer[i];
          }
        }
      }
    } catch (IOException e) {
      // the process is gone, and the stream with it
    }
  }

  /**
   * Waits until the stream has ended.
   *
   * @param millis at most this long
   */
  public void await(long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The last lines, without credentials in addresses.
   *
   * @return a short text, possibly empty
   */
  public String text() {
    byte[] bytes;
    synchronized (this) {
      int n = (int) Math.min(written, KEPT);
      bytes = new byte[n];
      for (int i = 0; i < n; i++) {
        bytes[i] = ring[(int) ((written - n + i) % KEPT)];
      }
    }
    String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}&&[^\\n]]", "");
    String[] lines = CREDENTIALS.matcher(text).replaceAll("***@").strip().split("\n");
    int from = Math.max(0, lines.length - LINES);
    return String.join("\n", java.util.Arrays.asList(lines).subList(from, lines.length)).strip();
  }
}
