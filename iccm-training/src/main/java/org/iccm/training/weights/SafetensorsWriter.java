package org.iccm.training.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes safetensors files that Python reads: one file, or several with an index. A file appears
 * under its name when all of it is on the disk, never before. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SafetensorsWriter {
  private static final int CHUNK = 1 << 20;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private TensorType type = TensorType.F32;
  private long longestFile = Long.MAX_VALUE;

  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  private record Entry(String name, long[] shape, TensorSource source) {
    long elements() {
      return TensorInfo.elements(shape);
    }
  }

  /** Makes a writer of F32 with {@code format: pt} as Python's libraries expect it. */
  public SafetensorsWriter() {
    metadata.put("format", "pt");
  }

  /**
   * Sets the format of all tensors; values are rounded to nearest, ties to even.
   *
   * @param type the format, F32 by default
   * @return this writer
   */
  public SafetensorsWriter type(TensorType type) {
    this.type = Objects.requireNonNull(type, "type");
    return this;
  }

  /**
   * Sets the longest file that {@link #writeDirectory} makes; a tensor is never divided.
   *
   * @param bytes at least 1; unlimited by default
   * @return this writer
   */
  public SafetensorsWriter longestFile(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("longestFile must be at least 1, is " + bytes);
    }
    this.longestFile = bytes;
    return this;
  }

  /**
   * Adds an entry about the file.
   *
   * @param key its key
   * @param value its value
   * @return this writer
   */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param name its name, unique
   * @param shape its dimensions, each 0 or more
   * @param source gives its values while the file is written
   * @return this writer
   * @throws IllegalArgumentException if the name is taken or a dimension negative
   */
  public SafetensorsWriter add(String name, long[] shape, TensorSource source) {
    for (long d : shape) {
      if (d < 0) {
        throw new IllegalArgumentException("tensor '" + name + "' has dimension " + d);
      }
    }
    if (entries.putIfAbsent(name, new Entry(name, shape.clone(), source)) != null) {
      throw new IllegalArgumentException("tensor '" + name + "' was added before");
    }
    return this;
  }

  /**
   * Adds a tensor that is in memory.
   *
   * @param name its name, unique
   * @param shape its dimensions
   * @param values its values, row by row
   * @return this writer
   * @throws IllegalArgumentException if the number of values does not fit the shape
   */
  public SafetensorsWriter add(String name, long[] shape, float[] values) {
    if (TensorInfo.elements(shape) != values.length) {
      throw new IllegalArgumentException(
          "tensor '" + name + "' has " + values.length + " values, its shape says otherwise");
    }
    return add(name, shape, (from, into) -> into.put(values, (int) from, into.remaining()));
  }

  /**
   * Writes all tensors to one file, replacing what was there.
   *
   * @param file the file; its directory exists
   * @throws WeightsException if it cannot be written
   */
  public void writeFile(Path file) {
    write(file, List.copyOf(entries.values()));
  }

  /**
   * Writes a model's weights: one file, or several and their index if they are longer than {@link
   * #longestFile}.
   *
   * @param directory an existing directory
   * @throws WeightsException if it cannot be written
   */
  public void writeDirectory(Path directory) {
    List<List<Entry>> shards = shards();
    Path index = directory.resolve(SafetensorsReader.INDEX);
    try {
      if (shards.size() == 1) {
        write(directory.resolve(SafetensorsReader.SINGLE), shards.get(0));
        // A reader prefers the index, so an old one must go.
        Files.deleteIfExists(index);
        return;
      }
      ObjectNode root = new ObjectMapper().createObjectNode();
      long total = 0;
      ObjectNode map = root.objectNode();
      for (int i = 0; i < shards.size(); i++) {
        String name = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
        write(directory.resolve(name), shards.get(i));
        for (Entry e : shards.get(i)) {
          map.put(e.name(), name);
          total += e.elements() * type.bytes();
        }
      }
      root.putObject("metadata").put("total_size", total);
      root.set("weight_map", map);
      Path temporary = directory.resolve(SafetensorsReader.INDEX + ".tmp");
      Files.writeString(temporary, root.toPrettyString());
      Files.move(temporary, index, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new WeightsException(directory, "cannot be written (" + e.getMessage() + ")", e);
    }
  }

  private List<List<Entry>> shards() {
    List<List<Entry>> shards = new ArrayList<>();
    List<Entry> current = new ArrayList<>();
    long bytes = 0;
    for (Entry e : entries.values()) {
      long more = e.elements() * type.bytes();
      if (!current.isEmpty() && bytes + more > longestFile) {
        shards.add(current);
        current = new ArrayList<>();
        bytes = 0;
      }
      current.add(e);
      bytes += more;
    }
    shards.add(current);
    return shards;
  }

  private void write(Path file, List<Entry> tensors) {
    byte[] header = header(tensors);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer head =
            ByteBuffer.allocate(8 + header.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .flip();
        drain(channel, head);
        FloatBuffer values = FloatBuffer.allocate(CHUNK);
        ByteBuffer bytes =
            ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Entry e : tensors) {
          long rest = e.elements();
          for (long from = 0; rest > 0; ) {
            int n = (int) Math.min(CHUNK, rest);
            e.source().read(from, values.clear().limit(n));
            values.flip();
            encode(values, bytes.clear());
            drain(channel, bytes.flip());
            from += n;
            rest -= n;
          }
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(temporary);
      throw new WeightsException(
          file, "cannot be written (" + e.getMessage() + "); free space or choose another", e);
    } catch (RuntimeException e) {
      deleteQuietly(temporary);
      throw e;
    }
  }

  private byte[] header(List<Entry> tensors) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    ObjectNode about = root.putObject("__metadata__");
    metadata.forEach(about::put);
    long at = 0;
    for (Entry e : tensors) {
      ObjectNode node = root.putObject(e.name());
      node.put("dtype", type.label());
      var shape = node.putArray("shape");
      for (long d : e.shape()) {
        shape.add(d);
      }
      long end = at + e.elements() * type.bytes();
      node.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    StringBuilder text = new StringBuilder(root.toString());
    // Values that start at a multiple of eight can be mapped by every reader.
    while ((8 + text.toString().getBytes(StandardCharsets.UTF_8).length) % 8 != 0) {
      text.append(' ');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void encode(FloatBuffer values, ByteBuffer into) {
    switch (type) {
      case F32 -> {
        int n = values.remaining();
        into.asFloatBuffer().put(values);
        into.position(n * Float.BYTES);
      }
      case F16 -> {
        while (values.hasRemaining()) {
          into.putShort(HalfFloats.toF16(values.get()));
        }
      }
      case BF16 -> {
        while (values.hasRemaining()) {
          into.putShort(HalfFloats.toBf16(values.get()));
        }
      }
    }
  }

  private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The error that led here is the one to report.
    }
  }
}
