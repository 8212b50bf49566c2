package org.iccm.training.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.training.checkpoint.CheckpointException;

/** A finished phase's outcome as JSON: there as a whole, or not at all. */
final class OutcomeFile {
  static final String NAME = "result.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private OutcomeFile() {}

  static void write(Path directory, String settings, PhaseOutcome outcome) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("phase", outcome.phase());
    root.put("settings", settings);
    root.put("reason", outcome.reason());
    root.put("steps", outcome.steps());
    root.put("seconds", outcome.seconds());
    ArrayNode gates = root.putArray("gates");
    for (GateResult gate : outcome.gates()) {
      ObjectNode node = gates.addObject();
      node.put("name", gate.name());
      node.put("passed", gate.passed());
      ArrayNode figures = node.putArray("figures");
      for (GateResult.Figure f : gate.figures()) {
        figures.addObject().put("name", f.name()).put("value", f.value()).put("least", f.least());
      }
    }
    Path temporary = directory.resolve("." + NAME);
    Files.writeString(temporary, root.toPrettyString() + "\n");
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ)) {
      channel.force(true);
    }
    Files.move(temporary, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * The outcome, empty if the phase is not finished.
   *
   * @throws CheckpointException if it is damaged, or of other settings
   */
  static Optional<PhaseOutcome> read(Path directory, String settings) {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode root = MAPPER.readTree(Files.readString(file));
      String there = root.required("settings").asText();
      if (!there.equals(settings)) {
        throw new CheckpointException(
            directory,
            "was finished with other settings: there "
                + there
                + ", here "
                + settings
                + "; choose another directory, or the settings of then",
            null);
      }
      List<GateResult> gates = new ArrayList<>();
      for (JsonNode gate : root.required("gates")) {
        List<GateResult.Figure> figures = new ArrayList<>();
        for (JsonNode f : gate.required("figures")) {
          figures.add(
              new GateResult.Figure(
                  f.required("name").asText(), number(f, "value"), number(f, "least")));
        }
        gates.add(
            new GateResult(
                gate.required("name").asText(), gate.required("passed").asBoolean(), figures));
      }
      return Optional.of(
          new PhaseOutcome(
              root.required("phase").asText(),
              root.required("reason").asText(),
              root.required("steps").asLong(),
              root.required("seconds").asDouble(),
              gates));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CheckpointException(
          file, "is damaged (" + e.getMessage() + "); delete it and run again", e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read", e);
    }
  }

  /** Numbers that JSON lacks are texts. */
  private static double number(JsonNode node, String key) {
    return Double.parseDouble(node.required(key).asText());
  }
}
