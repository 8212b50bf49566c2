package org.iccm.orchestra.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;

/**
 * The models that can be fetched by name. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelCatalogue {
  private static final int SCHEMA_VERSION = 1;
  private static final String BUNDLED = "models.json";

  private final List<CatalogueModel> models;

  private ModelCatalogue(List<CatalogueModel> models) {
    this.models = List.copyOf(models);
  }

  /**
   * The catalogue that comes with ICCM.
   *
   * @return its models
   */
  public static ModelCatalogue bundled() {
    try (InputStream in = ModelCatalogue.class.getResourceAsStream(BUNDLED)) {
      if (in == null) {
        throw new IllegalStateException("iccm-orchestra's jar lacks its resource " + BUNDLED);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), BUNDLED);
    } catch (IOException e) {
      throw new IllegalStateException("iccm-orchestra's jar cannot be read", e);
    }
  }

  /**
   * A user's own catalogue, in the format of the bundled one.
   *
   * @param file a JSON file
   * @return its models
   * @throws ConfigurationException if it cannot be read, with all faults at once
   */
  public static ModelCatalogue read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              new Problem("catalogue", file.toString(), "cannot be read (" + e + "): correct it")));
    }
  }

  private static ModelCatalogue parse(String text, String place) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new ConfigurationException(
          List.of(
              new Problem(
                  "catalogue",
                  place + ":" + e.getLocation().getLineNr(),
                  "is not JSON: " + e.getOriginalMessage())));
    }
    List<Problem> problems = new ArrayList<>();
    if (root.path("schemaVersion").asInt() != SCHEMA_VERSION) {
      problems.add(
          new Problem("schemaVersion", place, "is not " + SCHEMA_VERSION + ", the one known here"));
    }
    List<CatalogueModel> models = new ArrayList<>();
    int index = 0;
    for (JsonNode node : root.path("models")) {
      String key = "models[" + index++ + "]";
      try {
        CatalogueModel model = model(node);
        if (models.stream().anyMatch(m -> m.id().equals(model.id()))) {
          throw new IllegalArgumentException("id '" + model.id() + "' is there twice");
        }
        models.add(model);
      } catch (IllegalArgumentException e) {
        problems.add(new Problem(key, place, String.valueOf(e.getMessage())));
      }
    }
    if (models.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem("models", place, "is empty: list at least one model"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ModelCatalogue(models);
  }

  private static CatalogueModel model(JsonNode node) {
    List<ModelSource> sources = new ArrayList<>();
    for (JsonNode source : node.path("sources")) {
      switch (source.path("kind").asText()) {
        case "packages" ->
            sources.add(
                ModelSource.packages(
                    text(source, "requirement"),
                    text(source, "member"),
                    source.path("parts").asInt(1),
                    source.path("memberFirst").asInt(1)));
        case "hub" -> sources.add(ModelSource.hub(text(source, "url")));
        default ->
            throw new IllegalArgumentException(
                "kind of a source is neither packages nor hub: " + source.path("kind"));
      }
    }
    return CatalogueModel.builder(
            text(node, "id"), text(node, "file"), node.path("bytes").asLong(), text(node, "sha256"))
        .name(node.path("name").asText(""))
        .publisher(node.path("publisher").asText(""))
        .licence(node.path("licence").asText(""))
        .chat(node.path("chat").asBoolean(true))
        .contextTokens(node.path("contextTokens").asInt(0))
        .sources(sources)
        .build();
  }

  private static String text(JsonNode node, String name) {
    String value = node.path(name).asText("");
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  /**
   * All models.
   *
   * @return in the catalogue's order, at least one
   */
  public List<CatalogueModel> models() {
    return models;
  }

  /**
   * Looks a model up.
   *
   * @param id its id, or a beginning of it up to a dash that no other model shares
   * @return the model, if known
   */
  public Optional<CatalogueModel> find(String id) {
    Optional<CatalogueModel> exact = models.stream().filter(m -> m.id().equals(id)).findFirst();
    List<CatalogueModel> begun =
        models.stream().filter(m -> m.id().startsWith(id + "-")).limit(2).toList();
    return exact.isEmpty() && begun.size() == 1 ? Optional.of(begun.get(0)) : exact;
  }

  /**
   * Looks a model up that has to be there.
   *
   * @param id its id
   * @return the model
   * @throws ConfigurationException if it is unknown, with the ids that are known
   */
  public CatalogueModel get(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "model",
                    "'"
                        + id
                        + "' is not in the model catalogue; known: "
                        + models.stream().map(CatalogueModel::id).collect(Collectors.joining(", "))
                        + ". For a file of your own set modelFile"));
  }
}
