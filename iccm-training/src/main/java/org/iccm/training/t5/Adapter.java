package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.SafetensorsWriter;
import org.iccm.training.weights.WeightsException;

/** The tensors of a low-rank adapter, by the names that PEFT's files give them. */
final class Adapter implements AutoCloseable {
  /** PEFT wraps the model twice, and its files show it. */
  private static final String PREFIX = "base_model.model.";

  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  private final LoraConfig config;
  private final PtNDManager manager = Torch.newManager();
  private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();
  private final Map<String, LowRank> additions = new LinkedHashMap<>();

  private Adapter(LoraConfig config, Map<String, Linear> linears) {
    this.config = config;
    PtNDArray scale = Torch.floats(manager, new float[] {(float) config.scale()}, 1);
    linears.forEach(
        (name, linear) -> {
          if (config.addsTo(name)) {
            long[] shape = linear.weight().getShape().getShape();
            PtNDArray a = Torch.empty(manager, config.rank(), shape[1]);
            PtNDArray b = Torch.empty(manager, shape[0], config.rank());
            tensors.put(PREFIX + name + A, a);
            tensors.put(PREFIX + name + B, b);
            additions.put(name, new LowRank(a, b, scale, config.dropout()));
          }
        });
    if (additions.isEmpty()) {
      manager.close();
      throw new IllegalArgumentException(
          config + " adds to no layer; layers are " + new TreeSet<>(linears.keySet()));
    }
  }

  /** A begins uniformly within 1/sqrt(in), B at 0: at first, an adapter adds nothing. */
  static Adapter fresh(LoraConfig config, Map<String, Linear> linears, long seed) {
    Adapter adapter = new Adapter(config, linears);
    SplittableRandom random = new SplittableRandom(seed);
    adapter.tensors.forEach(
        (name, tensor) -> {
          FloatBuffer memory = Torch.memory(tensor);
          double bound = 1 / Math.sqrt((double) tensor.getShape().get(1));
          while (memory.hasRemaining()) {
            memory.put(name.endsWith(A) ? (float) random.nextDouble(-bound, bound) : 0f);
          }
        });
    return adapter;
  }

  /** Reads PEFT's files, checked against the model's layers. */
  static Adapter load(Path directory, Map<String, Linear> linears) {
    LoraConfig config = LoraConfig.read(directory);
    Adapter adapter = new Adapter(config, linears);
    try (SafetensorsReader file = SafetensorsReader.open(directory.resolve(LoraConfig.WEIGHTS))) {
      List<String> faults = new ArrayList<>();
      adapter.tensors.forEach(
          (name, tensor) -> {
            if (!file.names().contains(name)) {
              faults.add("tensor '" + name + "' is missing");
            } else if (!file.info(name).shape().equals(shape(tensor))) {
              faults.add(
                  "tensor '"
                      + name
                      + "' has shape "
                      + file.info(name).shape()
                      + ", this model asks for "
                      + shape(tensor));
            }
          });
      for (String name : file.names()) {
        if (!adapter.tensors.containsKey(name)) {
          faults.add("tensor '" + name + "' belongs to no layer of this model");
        }
      }
      if (!faults.isEmpty()) {
        throw new WeightsException(
            directory, "the adapter does not fit: " + String.join("; ", faults));
      }
      adapter.tensors.forEach((name, tensor) -> file.read(name, 0, Torch.memory(tensor)));
      return adapter;
    } catch (RuntimeException e) {
      adapter.close();
      throw e;
    }
  }

  private static List<Long> shape(PtNDArray tensor) {
    List<Long> shape = new ArrayList<>();
    for (long d : tensor.getShape().getShape()) {
      shape.add(d);
    }
    return shape;
  }

  /** Writes PEFT's files into an existing directory. */
  void save(Path directory) {
    config.write(directory);
    SafetensorsWriter writer = new SafetensorsWriter();
    Parameters.write(tensors, writer);
    writer.writeFile(directory.resolve(LoraConfig.WEIGHTS));
  }

  /** Adds each product to its layer's weight, in place. */
  void addTo(Map<String, Linear> linears) {
    try (PtNDManager scope = Torch.newManager()) {
      additions.forEach(
          (name, low) ->
              JniUtils.addi(
                  Objects.requireNonNull(linears.get(name)).weight(), low.product(scope)));
    }
  }

  LoraConfig config() {
    return config;
  }

  /** Layers' names and what is added to them. */
  Map<String, LowRank> additions() {
    return Collections.unmodifiableMap(additions);
  }

  /** All tensors in their fixed order. */
  Map<String, PtNDArray> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public void close() {
    manager.close();
  }
}
