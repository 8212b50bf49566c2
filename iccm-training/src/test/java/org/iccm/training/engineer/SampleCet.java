package org.iccm.training.engineer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.core.reading.Chunk;
import org.iccm.core.reading.Chunker;
import org.iccm.testkit.sample.IndentedPython;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;

/** A CET-D of the size for tests that has learned the sample application by heart, made once. */
final class SampleCet {
  private static final int STEPS = 220;
  private static final int LONGEST = 1024;

  private SampleCet() {}

  /** What it has learned: typed requirements of each function. */
  static List<Requirement> requirements() {
    return List.of(
        one("label", RequirementKind.FUNCTIONAL, gold("label")),
        one("label", RequirementKind.CONSTRAINT, "Use no imports."),
        one("room", RequirementKind.FUNCTIONAL, gold("room")),
        one("room", RequirementKind.NON_FUNCTIONAL, "Take the same time for any number."),
        one("oldest", RequirementKind.FUNCTIONAL, gold("oldest")));
  }

  private static String gold(String function) {
    return SampleApplication.gold().requirements().stream()
        .filter(r -> r.units().contains(unit(function)))
        .findFirst()
        .orElseThrow()
        .text();
  }

  static UnitId unit(String function) {
    return new UnitId(SampleApplication.PATH, function);
  }

  private static Requirement one(String function, RequirementKind kind, String text) {
    return Requirement.builder(kind, text).units(Set.of(unit(function))).build();
  }

  private static final class Made {
    private static final Path DIRECTORY = train();
  }

  /** Its directory; not to be written to. */
  static Path directory() {
    return Made.DIRECTORY;
  }

  static Path copyTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory())) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    return directory;
  }

  private static Path train() {
    TrainingOptions options =
        TrainingOptions.builder().learningRate(3e-3).schedule(Schedule.linear(20, STEPS)).build();
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
        T5Model model = T5Model.random(T5Size.TEST.config(), 1)) {
      RequirementFormat format = RequirementFormat.of(tokenizer, model.config());
      List<int[]> sources = new ArrayList<>();
      List<int[]> targets = new ArrayList<>();
      for (Chunk chunk :
          new Chunker(new IndentedPython(), format::size, 400).chunks(SampleApplication.view())) {
        sources.add(format.source(chunk, LONGEST));
        targets.add(
            format.target(
                requirements().stream().filter(r -> r.units().equals(chunk.units())).toList(),
                LONGEST));
      }
      try (T5Trainer trainer = T5Trainer.full(model, options)) {
        TokenBatch batch = TokenBatch.of(model.config(), sources, targets);
        for (int i = 0; i < STEPS; i++) {
          trainer.step(batch);
        }
      }
      Path directory = Files.createDirectories(Path.of("target", "sample-cet"));
      model.save(directory);
      tokenizer.save(directory);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
