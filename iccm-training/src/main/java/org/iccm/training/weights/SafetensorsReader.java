package org.iccm.training.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the tensors of a safetensors file, or of the files that an index names, through memory
 * mapping: any size, and nothing is in memory but what is asked for, a small window at a time. The
 * whole header is checked when a file is opened. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SafetensorsReader implements AutoCloseable {
  /** Name of a model's only file. */
  public static final String SINGLE = "model.safetensors";

  /** Name of the index of a model in several files. */
  public static final String INDEX = "model.safetensors.index.json";

  /** Bytes that are mapped at once: more would count as resident while a model is loaded. */
  private static final int WINDOW = 1 << 24;

  private final Path place;
  private final Map<Path, FileChannel> channels = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsReader(Path place) {
    this.place = place;
  }

  /**
   * Opens a file, or a directory that holds {@value #SINGLE} or {@value #INDEX}.
   *
   * @param place a safetensors file, an index ({@code .json}) or a directory
   * @return an open reader
   * @throws WeightsException if a file is missing, truncated or damaged, or its header lies: about
   *     its own size, a tensor's size, overlap or holes
   */
  public static SafetensorsReader open(Path place) {
    SafetensorsReader reader = new SafetensorsReader(place);
    try {
      if (Files.isDirectory(place)) {
        Path index = place.resolve(INDEX);
        if (Files.exists(index)) {
          reader.addIndex(index);
        } else {
          reader.addFile(place.resolve(SINGLE));
        }
      } else if (place.toString().endsWith(".json")) {
        reader.addIndex(place);
      } else {
        reader.addFile(place);
      }
      return reader;
    } catch (IOException e) {
      reader.close();
      throw new WeightsException(place, "cannot be read (" + e.getMessage() + ")", e);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private void addFile(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new WeightsException(
          file, "is not there; a model's directory holds " + SINGLE + " or " + INDEX, e);
    }
    channels.put(file, channel);
    SafetensorsHeader header = SafetensorsHeader.read(file, channel);
    header
        .tensors()
        .forEach(
            (name, tensor) -> {
              TensorInfo other = tensors.putIfAbsent(name, tensor);
              if (other != null) {
                throw new WeightsException(
                    file, "tensor '" + name + "' is in " + other.file().getFileName() + " too");
              }
            });
    metadata.putAll(header.metadata());
  }

  private void addIndex(Path index) throws IOException {
    JsonNode map;
    try {
      map = new ObjectMapper().readTree(Files.readString(index)).path("weight_map");
    } catch (JsonProcessingException e) {
      throw new WeightsException(index, "is not JSON (" + e.getOriginalMessage() + ")", e);
    }
    if (!map.isObject() || map.isEmpty()) {
      throw new WeightsException(index, "has no weight_map that names tensors and their files");
    }
    Map<String, String> fileOf = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : map.properties()) {
      fileOf.put(e.getKey(), e.getValue().asText());
    }
    Path directory = Objects.requireNonNull(index.toAbsolutePath().getParent());
    for (String file : new TreeSet<>(fileOf.values())) {
      // An index names files beside itself and nothing else.
      if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.equals("..")) {
        throw new WeightsException(index, "names '" + file + "', which is no file beside it");
      }
      addFile(directory.resolve(file));
    }
    List<String> wrong = new ArrayList<>();
    fileOf.forEach(
        (name, file) -> {
          TensorInfo t = tensors.get(name);
          if (t == null || !t.file().equals(directory.resolve(file))) {
            wrong.add("tensor '" + name + "' is not in " + file);
          }
        });
    for (String name : tensors.keySet()) {
      if (!fileOf.containsKey(name)) {
        wrong.add("tensor '" + name + "' is in a file but not in the index");
      }
    }
    if (!wrong.isEmpty()) {
      throw new WeightsException(index, String.join("; ", wrong));
    }
  }

  /**
   * The names of all tensors.
   *
   * @return names in the order of the files
   */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /**
   * Describes a tensor.
   *
   * @param name its name
   * @return format and shape
   * @throws WeightsException if there is no such tensor
   */
  public TensorInfo info(String name) {
    TensorInfo t = tensors.get(name);
    if (t == null) {
      throw new WeightsException(place, "has no tensor '" + name + "'");
    }
    return t;
  }

  /**
   * What the files say of themselves, {@code format} for example.
   *
   * @return the entries; may be empty
   */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /**
   * Reads a whole tensor.
   *
   * @param name its name
   * @return its values, row by row
   * @throws WeightsException if there is no such tensor, it has more values than an array can hold,
   *     or the file changed under the reader
   */
  public float[] read(String name) {
    TensorInfo t = info(name);
    if (t.elements() > Integer.MAX_VALUE - 8) {
      throw new WeightsException(
          t.file(), "tensor '" + name + "' has " + t.elements() + " values: read it in parts");
    }
    float[] values = new float[(int) t.elements()];
    read(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  /**
   * Reads part of a tensor and fills the buffer's rest.
   *
   * @param name its name
   * @param from the first value wanted, counted row by row from 0
   * @param into takes {@code into.remaining()} values
   * @throws IndexOutOfBoundsException if the part reaches beyond the tensor
   * @throws WeightsException if there is no such tensor or the file changed under the reader
   */
  public void read(String name, long from, FloatBuffer into) {
    TensorInfo t = info(name);
    if (from < 0 || from > t.elements() - into.remaining()) {
      throw new IndexOutOfBoundsException(
          "values " + from + " to " + (from + into.remaining()) + " of " + t);
    }
    FileChannel channel = Objects.requireNonNull(channels.get(t.file()));
    int width = t.type().bytes();
    long at = t.position() + from * width;
    try {
      while (into.hasRemaining()) {
        int bytes = (int) Math.min(WINDOW, (long) into.remaining() * width);
        if (at + bytes > channel.size()) {
          throw new WeightsException(t.file(), "became shorter while it was read");
        }
        try (Mapping mapping = Mapping.of(channel, at, bytes)) {
          copy(t.type(), mapping.bytes(), into, bytes / width);
        }
        at += bytes;
      }
    } catch (IOException | InternalError e) {
      // InternalError: the platform's word for a mapped page that is no longer there.
      throw new WeightsException(
          t.file(), "tensor '" + name + "' cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static void copy(TensorType type, ByteBuffer from, FloatBuffer into, int count) {
    if (type == TensorType.F32) {
      into.put(from.asFloatBuffer());
      return;
    }
    ShortBuffer halves = from.asShortBuffer();
    if (type == TensorType.BF16) {
      for (int i = 0; i < count; i++) {
        into.put(HalfFloats.fromBf16(halves.get(i)));
      }
    } else {
      for (int i = 0; i < count; i++) {
        into.put(HalfFloats.fromF16(halves.get(i)));
      }
    }
  }

  /** Closes the files. Idempotent. */
  @Override
  public void close() {
    for (FileChannel channel : channels.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new WeightsException(place, "cannot be closed (" + e.getMessage() + ")", e);
      }
    }
  }
}
