package org.iccm.training.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iccm.api.error.ConfigurationException;

/** PEFT's {@code adapter_config.json}, read and written. */
final class LoraConfigFile {

  /** Settings of PEFT that change the arithmetic in ways that are not done here. */
  private static final List<String> UNKNOWN =
      List.of(
          "use_dora",
          "fan_in_fan_out",
          "lora_bias",
          "modules_to_save",
          "layers_to_transform",
          "exclude_modules",
          "target_parameters",
          "trainable_token_indices",
          "rank_pattern",
          "alpha_pattern",
          "layer_replication");

  private LoraConfigFile() {}

  static LoraConfig read(Path directory) {
    Path file = directory.resolve(LoraConfig.FILE);
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw fault(file, "is not there; an adapter's directory holds " + LoraConfig.FILE);
    } catch (JsonProcessingException e) {
      throw fault(file, "is not JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw fault(file, "cannot be read (" + e.getMessage() + ")");
    }
    List<ConfigurationException.Problem> problems = new ArrayList<>();
    String kind = root.path("peft_type").asText();
    if (!kind.equals("LORA")) {
      problems.add(problem(file, "peft_type", "is '" + kind + "', not LORA"));
    }
    if (!root.path("bias").asText("none").equals("none")) {
      problems.add(problem(file, "bias", "must be none"));
    }
    for (String key : UNKNOWN) {
      JsonNode node = root.path(key);
      boolean off =
          node.isMissingNode()
              || node.isNull()
              || (node.isBoolean() && !node.booleanValue())
              || (node.isContainerNode() && node.isEmpty());
      if (!off) {
        problems.add(problem(file, key, "is " + node + "; it is not supported"));
      }
    }
    LoraConfig.Builder builder =
        LoraConfig.builder()
            .rank(root.path("r").asInt(8))
            .alpha(root.path("lora_alpha").asDouble(8))
            .dropout(root.path("lora_dropout").asDouble(0))
            .rankStabilised(root.path("use_rslora").asBoolean(false));
    JsonNode targets = root.path("target_modules");
    if (targets.isTextual()) {
      builder.pattern(targets.asText().equals("all-linear") ? ".*" : targets.asText());
    } else {
      List<String> names = new ArrayList<>();
      targets.forEach(t -> names.add(t.asText()));
      builder.targets(names);
    }
    try {
      LoraConfig config = builder.build();
      if (problems.isEmpty()) {
        return config;
      }
    } catch (ConfigurationException e) {
      e.problems().forEach(p -> problems.add(problem(file, p.key(), p.message())));
    }
    throw new ConfigurationException(problems);
  }

  static void write(LoraConfig config, Path directory) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("peft_type", "LORA");
    root.put("task_type", "SEQ_2_SEQ_LM");
    root.putNull("base_model_name_or_path");
    root.put("inference_mode", true);
    root.put("bias", "none");
    root.put("r", config.rank());
    // PEFT declares a whole number and takes any.
    if (config.alpha() == Math.rint(config.alpha())) {
      root.put("lora_alpha", (long) config.alpha());
    } else {
      root.put("lora_alpha", config.alpha());
    }
    root.put("lora_dropout", config.dropout());
    root.put("use_rslora", config.rankStabilised());
    if (config.pattern().isPresent()) {
      root.put("target_modules", config.pattern().get());
    } else {
      ArrayNode targets = root.putArray("target_modules");
      config.targets().forEach(targets::add);
    }
    Path file = directory.resolve(LoraConfig.FILE);
    try {
      Files.writeString(file, root.toPrettyString() + "\n");
    } catch (IOException e) {
      throw fault(file, "cannot be written (" + e.getMessage() + ")");
    }
  }

  private static ConfigurationException.Problem problem(Path file, String key, String message) {
    return new ConfigurationException.Problem(key, file.toString(), message);
  }

  private static ConfigurationException fault(Path file, String message) {
    return new ConfigurationException(List.of(problem(file, "", message)));
  }
}
