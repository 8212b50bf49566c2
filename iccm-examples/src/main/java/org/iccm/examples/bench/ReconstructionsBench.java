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
 * Keeps what the models of a {@code ./quickstart} run wrote, beside what is kept of others, for
 * {@code ./bench sandbox} and {@code ./bench verdicts}. Arguments: the run's output directory.
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
    return write(found, root);
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

  private static BenchResult write(Map<String, List<Reconstruction>> found, Path root)
      throws IOException {
    BenchResult result = new BenchResult();
    Files.createDirectories(Reconstruction.directory(root));
    for (Map.Entry<String, List<Reconstruction>> e : found.entrySet()) {
      List<Reconstruction> all = new ArrayList<>(Reconstruction.readAll(root, e.getKey()));
      int before = all.size();
      for (Reconstruction r : e.getValue()) {
        if (all.stream().noneMatch(k -> k.files().equals(r.files()))) {
          all.add(free(all, r));
        }
      }
      StringBuilder lines = new StringBuilder();
      all.stream().map(Reconstruction::line).sorted().forEach(lines::append);
      Files.writeString(
          Reconstruction.directory(root).resolve(e.getKey() + ".jsonl"), lines.toString());
      result.row(e.getKey(), Map.of("reconstructions", all.size(), "newOnes", all.size() - before));
    }
    return result;
  }

  /** Under a number that no other of its model has. */
  private static Reconstruction free(List<Reconstruction> all, Reconstruction r) {
    int sample = r.sample();
    while (isTaken(all, r.model(), sample)) {
      sample++;
    }
    return new Reconstruction(r.application(), r.model(), sample, r.files());
  }

  private static boolean isTaken(List<Reconstruction> all, String model, int sample) {
    return all.stream().anyMatch(k -> k.model().equals(model) && k.sample() == sample);
  }
}
