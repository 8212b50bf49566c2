package org.iccm.training.supervised;

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
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.checkpoint.CheckpointException;

/** The stream's place and the early stop's memory as JSON, with what they belong to. */
final class StreamStateFile {
  static final String NAME = "supervised.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  record State(BatchStream.Position position, EarlyStop.State earlyStop) {}

  private StreamStateFile() {}

  static void write(
      Path directory,
      Map<String, String> settings,
      BatchStream.Position position,
      EarlyStop.State earlyStop)
      throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.set("settings", MAPPER.valueToTree(settings));
    root.set("position", MAPPER.valueToTree(position));
    root.set("earlyStop", MAPPER.valueToTree(earlyStop));
    Files.writeString(directory.resolve(NAME), root.toPrettyString() + "\n");
  }

  /** Reads a state; another training's is refused with all that differs. */
  static State read(Path directory, Map<String, String> settings) {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(directory.resolve(NAME)));
      List<String> faults = new ArrayList<>();
      settings.forEach(
          (key, here) -> {
            String there = root.path("settings").path(key).asText();
            if (!there.equals(here)) {
              faults.add(key + " there is " + there + ", here " + here);
            }
          });
      if (!faults.isEmpty()) {
        throw new CheckpointException(
            directory, "belongs to another training: " + String.join("; ", faults), null);
      }
      return new State(
          MAPPER.treeToValue(root.required("position"), BatchStream.Position.class),
          MAPPER.treeToValue(root.required("earlyStop"), EarlyStop.State.class));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CheckpointException(directory, NAME + " is damaged (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new CheckpointException(directory, NAME + " cannot be read", e);
    }
  }
}
