package org.iccm.training.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iccm.training.checkpoint.CheckpointException;

/** A loop's state as JSON, beside the phase's. */
final class LoopStateFile {
  static final String NAME = "loop.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LoopStateFile() {}

  static void write(LoopState state, String judge, Path directory) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("judge", judge);
    root.put("steps", state.steps());
    root.put("validatedAt", state.validatedAt());
    root.put("haltsSinceGood", state.haltsSinceGood());
    root.set("halts", MAPPER.valueToTree(state.halts()));
    root.put("modelCalls", state.modelCalls());
    root.put("tokens", state.tokens());
    root.put("testRuns", state.testRuns());
    root.put("wallMillis", state.wallClock().toMillis());
    Files.writeString(directory.resolve(NAME), MAPPER.writeValueAsString(root) + "\n");
  }

  static LoopState read(String judge, Path directory) {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(directory.resolve(NAME)));
      String there = root.required("judge").asText();
      if (!there.equals(judge)) {
        throw new CheckpointException(
            directory,
            "belongs to another loop: judged there by " + there + ", here " + judge,
            null);
      }
      List<String> halts = new ArrayList<>();
      root.required("halts").forEach(h -> halts.add(h.asText()));
      return new LoopState(
          root.required("steps").intValue(),
          root.required("validatedAt").intValue(),
          root.required("haltsSinceGood").intValue(),
          halts,
          root.required("modelCalls").longValue(),
          root.required("tokens").longValue(),
          root.required("testRuns").longValue(),
          Duration.ofMillis(root.required("wallMillis").longValue()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CheckpointException(directory, NAME + " is damaged (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new CheckpointException(directory, NAME + " cannot be read", e);
    }
  }
}
