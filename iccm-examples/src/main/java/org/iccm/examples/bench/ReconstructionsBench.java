package org.iccm.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.iccm.api.Iccm;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.Page;
import org.iccm.api.store.PageRequest;
import org.iccm.api.store.StoredCompletion;
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
    Map<String, List<Reconstruction>> found = new TreeMap<>();
    try (Iccm iccm =
        Iccm.builder()
            .store("sqlite", Map.of("file", output.resolve("iccm.db")))
            .workDirectory(output)
            .build()) {
      Artifacts artifacts = iccm.store().artifacts();
      Optional<PageRequest> next = Optional.of(PageRequest.first(200));
      while (next.isPresent()) {
        Page<StoredCompletion> page = artifacts.completions(Optional.empty(), next.get());
        page.items().forEach(c -> add(artifacts, c, found));
        next = page.next().map(PageRequest.first(200)::after);
      }
    }
    return write(found, Reconstruction.directory(root));
  }

  private static void add(
      Artifacts artifacts, StoredCompletion completion, Map<String, List<Reconstruction>> found) {
    Optional<StoredReconstruction> kept =
        artifacts.findReconstruction(completion.key(), ReconstructionParser.VERSION);
    if (kept.isPresent() && !kept.get().files().isEmpty()) {
      found
          .computeIfAbsent(completion.applicationId(), a -> new ArrayList<>())
          .add(
              new Reconstruction(
                  completion.applicationId(),
                  completion.modelId(),
                  completion.sampleIndex(),
                  kept.get().files()));
    }
  }

  private static BenchResult write(Map<String, List<Reconstruction>> found, Path directory)
      throws IOException {
    BenchResult result = new BenchResult();
    Files.createDirectories(directory);
    for (Map.Entry<String, List<Reconstruction>> e : found.entrySet()) {
      StringBuilder lines = new StringBuilder();
      e.getValue().stream().map(Reconstruction::line).distinct().sorted().forEach(lines::append);
      Files.writeString(directory.resolve(e.getKey() + ".jsonl"), lines.toString());
      result.row(
          e.getKey(), Map.of("reconstructions", e.getValue().size(), "bytes", lines.length()));
    }
    return result;
  }
}
