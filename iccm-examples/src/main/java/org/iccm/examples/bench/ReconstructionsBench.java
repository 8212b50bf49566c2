package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.iccm.api.Iccm;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.store.StoredReconstruction;
import org.iccm.core.parsing.ReconstructionParser;

/**
 * Keeps what the models of a {@code ./quickstart} run wrote, for {@code ./bench sandbox} and {@code
 * ./bench verdicts}. Arguments: the run's output directory.
 */
final class ReconstructionsBench implements Bench.Measurement {
  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    if (args.size() != 1) {
      throw new IllegalArgumentException(
          "./bench reconstructions OUTPUT: the directory that ./quickstart --output wrote");
    }
    Path output = Path.of(System.getenv().getOrDefault("ICCM_CALLER_DIR", "")).resolve(args.get(0));
    JsonNode results = new ObjectMapper().readTree(output.resolve("results.json").toFile());
    Map<String, List<Reconstruction>> found = new TreeMap<>();
    try (Iccm iccm =
        Iccm.builder()
            .store("sqlite", Map.of("file", output.resolve("iccm.db").toString()))
            .workDirectory(output)
            .build()) {
      for (JsonNode rollout : results.path("rollouts")) {
        if (!rollout.has("completionKey")) {
          continue;
        }
        Optional<StoredReconstruction> kept =
            iccm.store()
                .artifacts()
                .findReconstruction(
                    new CompletionKey(rollout.path("completionKey").asText()),
                    ReconstructionParser.VERSION);
        if (kept.isPresent() && !kept.get().files().isEmpty()) {
          String application = rollout.path("application").asText();
          String model = rollout.path("model").asText();
          found
              .computeIfAbsent(application, a -> new ArrayList<>())
              .add(
                  new Reconstruction(
                      application, model, rollout.path("sample").asInt(), kept.get().files()));
        }
      }
    }
    BenchResult result = new BenchResult();
    Files.createDirectories(Reconstruction.directory(root));
    for (Map.Entry<String, List<Reconstruction>> e : found.entrySet()) {
      StringBuilder lines = new StringBuilder();
      e.getValue().forEach(r -> lines.append(r.line()));
      Files.writeString(
          Reconstruction.directory(root).resolve(e.getKey() + ".jsonl"), lines.toString());
      result.row(
          e.getKey(), Map.of("reconstructions", e.getValue().size(), "bytes", lines.length()));
    }
    return result;
  }
}
