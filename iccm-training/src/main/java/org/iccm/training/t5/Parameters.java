package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.SafetensorsWriter;
import org.iccm.training.weights.WeightsException;
import org.jspecify.annotations.Nullable;

/**
 * A model's tensors by their names, in libtorch's memory until closed. Their manager takes no other
 * tensor: an operation that would leave its result there throws instead of leaking.
 */
final class Parameters implements AutoCloseable {
  private static final int CHUNK = 1 << 22;

  private final PtNDManager manager;
  private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();

  private Parameters(PtNDManager manager) {
    this.manager = manager;
  }

  /** Random first values; equal seeds give equal values on every machine. */
  static Parameters random(T5Config config, long seed) {
    Parameters p = new Parameters(Torch.newManager());
    T5Layout.of(config)
        .forEach(
            (name, slot) -> {
              FloatBuffer memory = Torch.memory(p.add(name, slot.shape()));
              SplittableRandom random = new SplittableRandom(seed ^ spread(name));
              while (memory.hasRemaining()) {
                memory.put(slot.isGain() ? 1f : (float) (random.nextGaussian() * slot.deviation()));
              }
            });
    p.manager.cap();
    return p;
  }

  private static long spread(String name) {
    long h = 0;
    for (int i = 0; i < name.length(); i++) {
      h = h * 0x5DEECE66DL + name.charAt(i) + 1;
    }
    return h * 0x9E3779B97F4A7C15L;
  }

  /**
   * Reads all tensors of a model.
   *
   * @throws WeightsException that names every missing, extra and misshaped tensor
   */
  static Parameters load(T5Config config, SafetensorsReader file, java.nio.file.Path place) {
    Map<String, T5Layout.Slot> layout = T5Layout.of(config);
    Map<String, String> source = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    layout.forEach(
        (name, slot) -> {
          String from = file.names().contains(name) ? name : copyOf(name, file);
          if (from == null) {
            faults.add("tensor '" + name + "' " + Arrays.toString(slot.shape()) + " is missing");
            return;
          }
          List<Long> shape = file.info(from).shape();
          if (!shape.equals(Arrays.stream(slot.shape()).boxed().toList())) {
            faults.add(
                "tensor '"
                    + from
                    + "' has shape "
                    + shape
                    + ", config.json asks for "
                    + Arrays.toString(slot.shape()));
          }
          source.put(name, from);
        });
    for (String name : file.names()) {
      if (!layout.containsKey(name)
          && !T5Layout.REDUNDANT.contains(name)
          && !(config.tied() && name.equals(T5Layout.HEAD))) {
        faults.add("tensor '" + name + "' is none of this model");
      }
    }
    if (!faults.isEmpty()) {
      throw new WeightsException(
          place, "the weights do not fit config.json: " + String.join("; ", faults));
    }
    Parameters p = new Parameters(Torch.newManager());
    source.forEach(
        (name, from) -> {
          T5Layout.Slot slot = Objects.requireNonNull(layout.get(name));
          file.read(from, 0, Torch.memory(p.add(name, slot.shape())));
        });
    p.manager.cap();
    return p;
  }

  /** Files of tied models may have the embedding under one of its users' names only. */
  private static @Nullable String copyOf(String name, SafetensorsReader file) {
    if (!name.equals(T5Layout.SHARED)) {
      return null;
    }
    return T5Layout.REDUNDANT.subList(0, 2).stream()
        .filter(file.names()::contains)
        .findFirst()
        .orElse(null);
  }

  /** A copy in double precision; small models only, for checks of arithmetic. */
  Parameters precise() {
    Parameters copy = new Parameters(Torch.newManager());
    tensors.forEach(
        (name, tensor) -> {
          FloatBuffer from = Torch.memory(tensor);
          double[] values = new double[from.remaining()];
          for (int i = 0; i < values.length; i++) {
            values[i] = from.get();
          }
          copy.tensors.put(name, (PtNDArray) copy.manager.create(values, tensor.getShape()));
        });
    return copy;
  }

  /** Another set of the same values. */
  Parameters copy() {
    Parameters copy = new Parameters(Torch.newManager());
    tensors.forEach(
        (name, tensor) -> {
          PtNDArray other = copy.add(name, tensor.getShape().getShape());
          Torch.memory(other).put(Torch.memory(tensor));
        });
    copy.manager.cap();
    return copy;
  }

  private PtNDArray add(String name, long[] shape) {
    PtNDArray tensor = Torch.empty(manager, shape);
    tensors.put(name, tensor);
    return tensor;
  }

  PtNDArray get(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** All tensors in their fixed order. */
  Map<String, PtNDArray> all() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Tensors that are there. */
  int held() {
    return manager.getManagedArrays().size();
  }

  void write(SafetensorsWriter writer) {
    write(tensors, writer);
  }

  /** Has the writer write tensors straight from libtorch's memory. */
  static void write(Map<String, PtNDArray> tensors, SafetensorsWriter writer) {
    tensors.forEach(
        (name, tensor) ->
            writer.add(
                name,
                tensor.getShape().getShape(),
                (from, into) ->
                    into.put(Torch.memory(tensor).slice((int) from, into.remaining()))));
  }

  /** SHA-256 over names and values, in order; equal models have equal digests. */
  String digest() {
    return digest("", tensors);
  }

  static String digest(String before, Map<String, PtNDArray> tensors) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(before.getBytes(StandardCharsets.UTF_8));
      byte[] bytes = new byte[CHUNK];
      tensors.forEach(
          (name, tensor) -> {
            sha.update(name.getBytes(StandardCharsets.UTF_8));
            var memory = ai.djl.pytorch.jni.JniUtils.getByteBuffer(tensor, true);
            while (memory.hasRemaining()) {
              int n = Math.min(bytes.length, memory.remaining());
              memory.get(bytes, 0, n);
              sha.update(bytes, 0, n);
            }
          });
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  PtNDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
  }
}
