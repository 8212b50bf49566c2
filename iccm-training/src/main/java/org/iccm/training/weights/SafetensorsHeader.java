package org.iccm.training.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The head of a safetensors file: eight bytes of length, little-endian, then JSON. Nothing in it is
 * believed before it agrees with the file's size.
 */
final class SafetensorsHeader {
  /** The format's own limit; it keeps a lying length from filling the heap. */
  private static final long LONGEST = 100_000_000;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final Map<String, TensorInfo> tensors;
  private final Map<String, String> metadata;

  private SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
    this.tensors = tensors;
    this.metadata = metadata;
  }

  Map<String, TensorInfo> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new WeightsException(
          file, "has " + size + " bytes, a safetensors file at least 8; fetch or write it again");
    }
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    fill(file, channel, length, 0);
    long claimed = length.getLong(0);
    if (claimed < 2 || claimed > LONGEST || claimed > size - 8) {
      throw new WeightsException(
          file,
          "its header claims "
              + Long.toUnsignedString(claimed)
              + " bytes, the file has "
              + (size - 8)
              + " after the length (at most "
              + LONGEST
              + " allowed): it is truncated or no safetensors file");
    }
    ByteBuffer text = ByteBuffer.allocate((int) claimed);
    fill(file, channel, text, 8);
    JsonNode root = parse(file, text.array());
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorInfo> found = new ArrayList<>();
    long start = 8 + claimed;
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        found.add(tensor(file, entry.getKey(), entry.getValue(), start, size - start));
      }
    }
    checkPlaces(file, found, start, size);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    found.forEach(t -> tensors.put(t.name(), t));
    return new SafetensorsHeader(tensors, metadata);
  }

  private static JsonNode parse(Path file, byte[] text) {
    JsonNode root;
    try {
      root = JSON.readTree(new String(text, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          file, "its header is not JSON (" + e.getOriginalMessage() + "): the file is damaged", e);
    }
    if (root == null || !root.isObject()) {
      throw new WeightsException(file, "its header is not a JSON object: the file is damaged");
    }
    return root;
  }

  private static TensorInfo tensor(Path file, String name, JsonNode node, long start, long room) {
    String label = node.path("dtype").asText();
    TensorType type =
        TensorType.ofLabel(label)
            .orElseThrow(
                () ->
                    new WeightsException(
                        file,
                        "tensor '"
                            + name
                            + "' has dtype '"
                            + label
                            + "'; F32, F16 and BF16 can be read: convert it"));
    JsonNode dimensions = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (!dimensions.isArray() || offsets.size() != 2 || !isCount(offsets.get(0), offsets.get(1))) {
      throw new WeightsException(
          file, "tensor '" + name + "' lacks shape or data_offsets: the header is damaged");
    }
    long[] shape = new long[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      if (!isCount(dimensions.get(i))) {
        throw new WeightsException(
            file, "tensor '" + name + "' has dimension " + dimensions.get(i) + ", not a count");
      }
      shape[i] = dimensions.get(i).longValue();
    }
    long from = offsets.get(0).longValue();
    long to = offsets.get(1).longValue();
    if (to < from || to > room) {
      throw new WeightsException(
          file,
          "tensor '"
              + name
              + "' lies at bytes "
              + from
              + " to "
              + to
              + " of "
              + room
              + ": the file is truncated or its header lies");
    }
    long bytes;
    try {
      bytes = Math.multiplyExact(TensorInfo.elements(shape), (long) type.bytes());
    } catch (ArithmeticException e) {
      throw new WeightsException(
          file, "tensor '" + name + "' has shape " + dimensions + ", more than a file can hold", e);
    }
    if (bytes != to - from) {
      throw new WeightsException(
          file,
          "tensor '"
              + name
              + "' of shape "
              + dimensions
              + " needs "
              + bytes
              + " bytes, its offsets give "
              + (to - from)
              + ": the header lies");
    }
    return new TensorInfo(name, type, shape, file, start + from);
  }

  private static boolean isCount(JsonNode... nodes) {
    for (JsonNode node : nodes) {
      if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
        return false;
      }
    }
    return true;
  }

  /** Tensors must follow each other without overlap, without holes, up to the file's last byte. */
  private static void checkPlaces(Path file, List<TensorInfo> found, long start, long size) {
    List<TensorInfo> ordered = new ArrayList<>(found);
    ordered.sort(
        Comparator.comparingLong(TensorInfo::position).thenComparingLong(TensorInfo::bytes));
    long expected = start;
    String before = "";
    for (TensorInfo t : ordered) {
      if (t.position() < expected) {
        throw new WeightsException(
            file, "tensors '" + before + "' and '" + t.name() + "' overlap: the header lies");
      }
      if (t.position() > expected) {
        throw new WeightsException(
            file,
            (t.position() - expected)
                + " bytes before tensor '"
                + t.name()
                + "' belong to no tensor: the header is damaged");
      }
      expected = t.position() + t.bytes();
      before = t.name();
    }
    if (expected != size) {
      throw new WeightsException(
          file, (size - expected) + " bytes at the end belong to no tensor: the file is damaged");
    }
  }

  private static void fill(Path file, FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    while (into.hasRemaining()) {
      int n = channel.read(into, from + into.position());
      if (n < 0) {
        throw new WeightsException(file, "ended while its header was read: it is being changed");
      }
    }
  }
}
