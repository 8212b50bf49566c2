package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.SafetensorsWriter;

/**
 * All that the next step depends on: the tensors that learn, both moments, the step. What is
 * dropped follows from seed and step, so no generator's state has to be kept.
 */
final class TrainerState {
  private static final String FILE = "trainer.json";
  private static final String TENSORS = "tensors.safetensors";
  private static final String MEANS = "means.safetensors";
  private static final String SQUARES = "squares.safetensors";

  private TrainerState() {}

  static void save(T5Trainer trainer, String base, Path directory) throws IOException {
    write(trainer.tensors(), directory.resolve(TENSORS));
    write(trainer.optimizer().means(), directory.resolve(MEANS));
    write(trainer.optimizer().squares(), directory.resolve(SQUARES));
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("step", trainer.steps());
    root.put("options", trainer.options().toString());
    root.put("model", trainer.model().config().toString());
    root.put("base", base);
    Files.writeString(directory.resolve(FILE), root.toPrettyString() + "\n");
  }

  private static void write(Map<String, PtNDArray> tensors, Path file) {
    SafetensorsWriter writer = new SafetensorsWriter();
    Parameters.write(tensors, writer);
    writer.writeFile(file);
  }

  static void restore(T5Trainer trainer, String base, Path directory) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(directory.resolve(FILE)));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(directory, FILE + " is not JSON", e);
    } catch (IOException e) {
      throw new CheckpointException(directory, FILE + " cannot be read", e);
    }
    List<String> faults = new ArrayList<>();
    compare(faults, root, "model", trainer.model().config().toString());
    compare(faults, root, "options", trainer.options().toString());
    compare(faults, root, "base", base);
    if (!faults.isEmpty()) {
      throw new CheckpointException(
          directory, "belongs to another training: " + String.join("; ", faults), null);
    }
    read(trainer.tensors(), directory.resolve(TENSORS));
    read(trainer.optimizer().means(), directory.resolve(MEANS));
    read(trainer.optimizer().squares(), directory.resolve(SQUARES));
    trainer.optimizer().steps(root.path("step").asInt());
    trainer.model().changed();
  }

  private static void compare(List<String> faults, JsonNode root, String key, String here) {
    String there = root.path(key).asText();
    if (!there.equals(here)) {
      faults.add(key + " there is " + there + ", here " + here);
    }
  }

  private static void read(Map<String, PtNDArray> tensors, Path file) {
    try (SafetensorsReader in = SafetensorsReader.open(file)) {
      if (!in.names().equals(tensors.keySet())) {
        throw new CheckpointException(file, "holds other tensors than those that learn here", null);
      }
      tensors.forEach((name, tensor) -> in.read(name, 0, Torch.memory(tensor)));
    }
  }
}
