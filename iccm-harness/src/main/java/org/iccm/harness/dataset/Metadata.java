package org.iccm.harness.dataset;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.iccm.api.application.Split;
import org.iccm.api.error.ApplicationException;

/**
 * Content of {@code metadata.json}.
 *
 * @param id the application's id
 * @param name its name
 * @param description one or two sentences
 * @param language its language
 * @param split what it may be used for
 * @param sourceRoot directory of the sources
 * @param testRoot directory of the tests
 * @param others everything else; nested keys are joined by dots
 */
record Metadata(
    String id,
    String name,
    String description,
    String language,
    Split split,
    String sourceRoot,
    String testRoot,
    Map<String, String> others) {
  private static final int FORMAT = 1;
  private static final int MAX_ENTRIES = 200;
  private static final Set<String> OWN =
      Set.of(
          "formatVersion",
          "id",
          "name",
          "description",
          "language",
          "split",
          "sourceRoot",
          "testRoot");

  static Metadata parse(Tree tree, String text) {
    JsonNode root = json(tree, text);
    if (!root.isObject()) {
      throw fault(tree, "line 1: is no JSON object: write {\"id\": ...}");
    }
    JsonNode format = root.path("formatVersion");
    if (!format.isMissingNode() && (!format.isInt() || format.intValue() != FORMAT)) {
      throw fault(
          tree,
          "formatVersion is "
              + format
              + ", this release reads "
              + FORMAT
              + ": take a newer release or rewrite the file");
    }
    Map<String, String> others = new LinkedHashMap<>();
    root.properties()
        .forEach(
            e -> {
              if (!OWN.contains(e.getKey())) {
                flatten(tree, e.getKey(), e.getValue(), others);
              }
            });
    String language = required(tree, root, "language").toLowerCase(Locale.ROOT);
    boolean java = language.equals("java");
    return new Metadata(
        required(tree, root, "id"),
        required(tree, root, "name"),
        required(tree, root, "description"),
        language,
        split(tree, optional(tree, root, "split", "train")),
        optional(tree, root, "sourceRoot", java ? "src/main/java" : "src"),
        optional(tree, root, "testRoot", java ? "src/test/java" : "tests"),
        others);
  }

  private static JsonNode json(Tree tree, String text) {
    try {
      return new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
      throw fault(tree, place + "is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static void flatten(Tree tree, String key, JsonNode value, Map<String, String> into) {
    if (value.isObject()) {
      value.properties().forEach(e -> flatten(tree, key + "." + e.getKey(), e.getValue(), into));
    } else if (!value.isNull()) {
      into.put(key, value.isValueNode() ? value.asText() : value.toString());
    }
    if (into.size() > MAX_ENTRIES) {
      throw fault(tree, "holds more than " + MAX_ENTRIES + " entries: remove some");
    }
  }

  private static String required(Tree tree, JsonNode root, String key) {
    String value = optional(tree, root, key, "");
    if (value.isBlank()) {
      throw fault(tree, "has no '" + key + "': add it");
    }
    return value;
  }

  private static String optional(Tree tree, JsonNode root, String key, String otherwise) {
    JsonNode value = root.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw fault(tree, "'" + key + "' is " + value + ": write a text");
    }
    return value.textValue().strip();
  }

  private static Split split(Tree tree, String value) {
    return switch (value) {
      case "train" -> Split.TRAIN;
      case "holdout" -> Split.HOLDOUT;
      default -> throw fault(tree, "split '" + value + "' is neither train nor holdout");
    };
  }

  private static ApplicationException fault(Tree tree, String what) {
    return tree.fault(ApplicationReader.METADATA, what);
  }
}
