package org.iccm.training.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.training.alarm.CollapseAlarms;
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.RewardComposer;

/**
 * A phase's state as JSON. Every number comes back bit for bit: doubles are written in the shortest
 * form that is read as the same, floats as doubles.
 */
final class PhaseStateFile {
  static final String NAME = "policy.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Double>> NUMBERS =
      new TypeReference<>() {};

  private PhaseStateFile() {}

  static void write(PhaseState state, Map<String, String> settings, Path directory)
      throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.set("settings", MAPPER.valueToTree(settings));
    root.put("updates", state.updates());
    root.put("batches", state.batches());
    root.put("beta", state.beta());
    root.put("rateFactor", state.rateFactor());
    root.set("scales", MAPPER.valueToTree(state.scales()));
    root.set("usefulness", MAPPER.valueToTree(state.usefulness()));
    root.set("alarms", MAPPER.valueToTree(state.alarms()));
    root.set("earlyStop", MAPPER.valueToTree(state.earlyStop()));
    ArrayNode pending = root.putArray("pending");
    for (List<SampledGroup> batch : state.pending()) {
      ArrayNode groups = pending.addArray();
      batch.forEach(g -> write(g, groups.addObject()));
    }
    Files.writeString(directory.resolve(NAME), MAPPER.writeValueAsString(root) + "\n");
  }

  private static void write(SampledGroup group, ObjectNode node) {
    node.put("batch", group.batch());
    node.put("version", group.version());
    node.put("prompt", group.prompt().id());
    ArrayNode samples = node.putArray("samples");
    for (Sample s : group.samples()) {
      ObjectNode sample = samples.addObject();
      ArrayNode tokens = sample.putArray("tokens");
      for (int id : s.tokens()) {
        tokens.add(id);
      }
      floats(sample.putArray("logProbabilities"), s.logProbabilities());
      floats(sample.putArray("entropies"), s.entropies());
      floats(sample.putArray("reference"), s.reference());
      sample.put("ended", s.ended());
    }
  }

  private static void floats(ArrayNode node, float[] values) {
    for (float v : values) {
      node.add((double) v);
    }
  }

  /**
   * Reads a state.
   *
   * @param settings of the phase here; another one's state is refused with all that differs
   * @param prompts of the phase here, by id
   */
  static PhaseState read(
      Map<String, String> settings, Map<String, Prompt> prompts, Path directory) {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(directory.resolve(NAME)));
      compare(settings, root.path("settings"), directory);
      List<List<SampledGroup>> pending = new ArrayList<>();
      for (JsonNode batch : root.required("pending")) {
        List<SampledGroup> groups = new ArrayList<>();
        for (JsonNode group : batch) {
          groups.add(group(group, prompts, directory));
        }
        pending.add(groups);
      }
      return new PhaseState(
          root.required("updates").intValue(),
          root.required("batches").intValue(),
          root.required("beta").doubleValue(),
          root.required("rateFactor").doubleValue(),
          part(root, "scales", RewardComposer.State.class),
          MAPPER.convertValue(root.required("usefulness"), NUMBERS),
          part(root, "alarms", CollapseAlarms.State.class),
          part(root, "earlyStop", EarlyStop.State.class),
          pending);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CheckpointException(directory, NAME + " is damaged (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new CheckpointException(directory, NAME + " cannot be read", e);
    }
  }

  private static <T> T part(JsonNode root, String key, Class<T> type)
      throws JsonProcessingException {
    return MAPPER.treeToValue(root.required(key), type);
  }

  private static void compare(Map<String, String> settings, JsonNode there, Path directory) {
    List<String> faults = new ArrayList<>();
    settings.forEach(
        (key, here) -> {
          String other = there.path(key).asText();
          if (!other.equals(here)) {
            faults.add(key + " there is " + other + ", here " + here);
          }
        });
    if (!faults.isEmpty()) {
      throw new CheckpointException(
          directory, "belongs to another phase: " + String.join("; ", faults), null);
    }
  }

  private static SampledGroup group(JsonNode node, Map<String, Prompt> prompts, Path directory) {
    Prompt prompt = prompts.get(node.path("prompt").asText());
    if (prompt == null) {
      throw new CheckpointException(
          directory, "has samples of the unknown prompt " + node.path("prompt"), null);
    }
    List<Sample> samples = new ArrayList<>();
    for (JsonNode s : node.path("samples")) {
      int[] tokens = new int[s.path("tokens").size()];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = s.path("tokens").get(i).intValue();
      }
      samples.add(
          new Sample(
              tokens,
              floats(s.path("logProbabilities")),
              floats(s.path("entropies")),
              floats(s.path("reference")),
              s.path("ended").booleanValue()));
    }
    return new SampledGroup(
        node.path("batch").intValue(), node.path("version").intValue(), prompt, samples);
  }

  private static float[] floats(JsonNode node) {
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) node.get(i).doubleValue();
    }
    return values;
  }
}
