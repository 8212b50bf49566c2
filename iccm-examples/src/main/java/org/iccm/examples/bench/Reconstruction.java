package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.iccm.api.application.SourceFile;

/**
 * What a model once wrote for a bundled application, kept in {@code iccm-examples/reconstructions},
 * one line of JSON each.
 */
record Reconstruction(String application, String model, int sample, List<SourceFile> files) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String name() {
    return model + "-" + sample;
  }

  static Path directory(Path root) {
    return root.resolve("iccm-examples").resolve("reconstructions");
  }

  static List<Reconstruction> readAll(Path root, String application) throws IOException {
    Path file = directory(root).resolve(application + ".jsonl");
    List<Reconstruction> all = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        all.add(read(application, JSON.readTree(line)));
      }
    }
    return all;
  }

  private static Reconstruction read(String application, JsonNode node) {
    List<SourceFile> files = new ArrayList<>();
    node.path("files")
        .fields()
        .forEachRemaining(f -> files.add(new SourceFile(f.getKey(), f.getValue().asText())));
    return new Reconstruction(
        application, node.path("model").asText(), node.path("sample").asInt(), List.copyOf(files));
  }

  String line() {
    ObjectNode node = JSON.createObjectNode().put("model", model).put("sample", sample);
    TreeMap<String, String> sorted = new TreeMap<>();
    files.forEach(f -> sorted.put(f.path(), f.text()));
    ObjectNode texts = node.putObject("files");
    sorted.forEach(texts::put);
    return node + "\n";
  }
}
