package org.iccm.training.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;

/**
 * A phase's log, one JSON object per line: {@code kind}, {@code step}, {@code values} (numbers by
 * name), {@code text}, {@code time}. A checkpoint remembers the log's length; a resumed phase cuts
 * it there, so that it reads as if nothing had been interrupted. Values that are no numbers are the
 * texts {@code NaN}, {@code Infinity}, {@code -Infinity}. For one thread.
 */
final class EventLog implements AutoCloseable {
  static final String NAME = "events.jsonl";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FileChannel channel;
  private final InstantSource clock;

  EventLog(Path directory, InstantSource clock) {
    this.clock = clock;
    try {
      channel =
          FileChannel.open(
              directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.position(channel.size());
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": the log cannot be opened", e);
    }
  }

  void write(String kind, long step, Map<String, Double> values, String text) {
    ObjectNode line = MAPPER.createObjectNode();
    line.put("kind", kind);
    line.put("step", step);
    if (!values.isEmpty()) {
      ObjectNode node = line.putObject("values");
      values.forEach(node::put);
    }
    if (!text.isEmpty()) {
      line.put("text", text);
    }
    line.put("time", clock.instant().toString());
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be written; free space", e);
    }
  }

  /** Brings it to the disk and returns its length in bytes. */
  long mark() throws IOException {
    channel.force(true);
    return channel.position();
  }

  /** Forgets what came after a mark. */
  void cut(long mark) {
    try {
      channel.truncate(mark);
      channel.position(Math.min(mark, channel.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be cut", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the log cannot be closed", e);
    }
  }
}
