package org.iccm.training.t5;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.iccm.api.error.ConfigurationException;

/** Hugging Face's {@code config.json}, read and written. Defaults are those of transformers. */
final class T5ConfigFile {
  private final JsonNode root;
  private final String place;
  private final List<ConfigurationException.Problem> problems = new ArrayList<>();

  private T5ConfigFile(JsonNode root, String place) {
    this.root = root;
    this.place = place;
  }

  static T5Config read(Path place) {
    Path file = Files.isDirectory(place) ? place.resolve(T5Config.FILE) : place;
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw fault(file, "is not there; a model's directory holds " + T5Config.FILE);
    } catch (JsonProcessingException e) {
      throw fault(file, "is not JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw fault(file, "cannot be read (" + e.getMessage() + ")");
    }
    if (root == null || !root.isObject()) {
      throw fault(file, "is not a JSON object");
    }
    return new T5ConfigFile(root, file.toString()).config();
  }

  private static ConfigurationException fault(Path file, String message) {
    return new ConfigurationException(
        List.of(new ConfigurationException.Problem("", file.toString(), message)));
  }

  private T5Config config() {
    String kind = root.path("model_type").asText("t5");
    if (!Set.of("t5", "mt5").contains(kind)) {
      problem(
          "model_type", "is '" + kind + "'; only t5 can be loaded (CodeT5+ 2B and up are none)");
    }
    int blocks = integer("num_layers", 6);
    boolean tied = flag("tie_word_embeddings", true);
    int pad = integer("pad_token_id", 0);
    T5ConfigBuilder builder =
        T5Config.builder()
            .vocabulary(integer("vocab_size", 32_128))
            .width(integer("d_model", 512))
            .headWidth(integer("d_kv", 64))
            .feedForwardWidth(integer("d_ff", 2048))
            .encoderBlocks(blocks)
            .decoderBlocks(integer("num_decoder_layers", blocks))
            .heads(integer("num_heads", 8))
            .buckets(integer("relative_attention_num_buckets", 32))
            .maxDistance(integer("relative_attention_max_distance", 128))
            .dropout(number("dropout_rate", 0.1))
            .epsilon(number("layer_norm_epsilon", 1e-6))
            .feedForward(feedForward())
            .tied(tied)
            .scaledOutput(flag("scale_decoder_outputs", tied))
            .padId(pad)
            .endId(integer("eos_token_id", 1))
            .startId(integer("decoder_start_token_id", pad));
    T5Config config = null;
    try {
      config = builder.build();
    } catch (ConfigurationException e) {
      e.problems().forEach(p -> problem(p.key(), p.message()));
    }
    if (config == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return config;
  }

  private FeedForwardKind feedForward() {
    String kind = root.path("feed_forward_proj").asText("relu");
    return switch (kind) {
      case "relu" -> FeedForwardKind.RELU;
      case "gated-gelu", "gated-gelu_new" -> FeedForwardKind.GATED_GELU;
      default -> {
        problem("feed_forward_proj", "is '" + kind + "'; relu and gated-gelu are known");
        yield FeedForwardKind.RELU;
      }
    };
  }

  private int integer(String key, int otherwise) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      problem(key, "must be a whole number, is " + node);
      return otherwise;
    }
    return node.intValue();
  }

  private double number(String key, double otherwise) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isNumber()) {
      problem(key, "must be a number, is " + node);
      return otherwise;
    }
    return node.doubleValue();
  }

  private boolean flag(String key, boolean otherwise) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      problem(key, "must be true or false, is " + node);
      return otherwise;
    }
    return node.booleanValue();
  }

  private void problem(String key, String message) {
    problems.add(new ConfigurationException.Problem(key, place, message));
  }

  static void write(T5Config config, Path directory) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.putArray("architectures").add("T5ForConditionalGeneration");
    root.put("model_type", "t5");
    root.put("is_encoder_decoder", true);
    root.put("use_cache", true);
    root.put("vocab_size", config.vocabulary());
    root.put("d_model", config.width());
    root.put("d_kv", config.headWidth());
    root.put("d_ff", config.feedForwardWidth());
    root.put("num_layers", config.encoderBlocks());
    root.put("num_decoder_layers", config.decoderBlocks());
    root.put("num_heads", config.heads());
    root.put("relative_attention_num_buckets", config.buckets());
    root.put("relative_attention_max_distance", config.maxDistance());
    root.put("dropout_rate", config.dropout());
    root.put("layer_norm_epsilon", config.epsilon());
    root.put("feed_forward_proj", config.feedForward().label());
    root.put("tie_word_embeddings", config.tied());
    root.put("scale_decoder_outputs", config.scaledOutput());
    root.put("pad_token_id", config.padId());
    root.put("eos_token_id", config.endId());
    root.put("decoder_start_token_id", config.startId());
    try {
      Files.writeString(directory.resolve(T5Config.FILE), root.toPrettyString() + "\n");
    } catch (IOException e) {
      throw fault(directory.resolve(T5Config.FILE), "cannot be written (" + e.getMessage() + ")");
    }
  }
}
