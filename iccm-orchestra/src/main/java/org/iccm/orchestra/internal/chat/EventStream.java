package org.iccm.orchestra.internal.chat;

import java.io.IOException;
import java.util.Optional;
import okio.BufferedSource;

/** Reads server-sent events, as far as chat completions use them: their data. */
final class EventStream {
  private static final int LOOK = 8192;

  private final BufferedSource source;
  private final long limit;
  private long read;
  private boolean ended;

  EventStream(BufferedSource source, long limit) {
    this.source = source;
    this.limit = limit;
  }

  /** More came than allowed. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The next event's data; empty at the end. An event that the end cuts off is not one. */
  Optional<String> next() throws IOException {
    StringBuilder data = new StringBuilder();
    boolean any = false;
    while (!ended) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        ended = true;
        // The last event of some servers lacks its empty line; its own line is whole, though.
        return any ? Optional.of(data.toString()) : Optional.empty();
      }
      String text = line.get();
      if (text.isEmpty()) {
        if (any) {
          return Optional.of(data.toString());
        }
      } else if (text.startsWith("data:")) {
        if (any) {
          data.append('\n');
        }
        data.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
        any = true;
      }
    }
    return Optional.empty();
  }

  /** A whole line without its end; empty at the end of the stream, where a part of one is lost. */
  private Optional<String> line() throws IOException {
    long from = 0;
    while (true) {
      long end = source.indexOf((byte) '\n', from, from + LOOK);
      if (end >= 0) {
        read += end + 1;
        if (read > limit) {
          throw new TooLong();
        }
        String line = source.readUtf8(end);
        source.skip(1);
        return Optional.of(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
      }
      long buffered = source.getBuffer().size();
      if (read + buffered > limit) {
        throw new TooLong();
      }
      if (!source.request(from + LOOK)) {
        return Optional.empty();
      }
      from += LOOK;
    }
  }
}
