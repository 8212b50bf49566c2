package org.iccm.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.memory.Workload;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;

/**
 * One case of {@link MemoryPlanBench} in a process of its own. Prints resident MiB after a tenth of
 * its steps and at the end, the highest, and of the end's what is no mapped file.
 */
final class MemoryPlanCase {
  private MemoryPlanCase() {}

  /** The adapters that are measured. */
  static LoraConfig adapter(String use) {
    LoraConfig.Builder lora = LoraConfig.builder().rank(16).dropout(0);
    return use.equals("lora-all")
        ? lora.pattern(".*").build()
        : lora.targets(List.of("q", "v")).build();
  }

  /** What a case's words mean: use, batch, source, target, beams, checkpointing. */
  static Workload workload(List<String> words) {
    int batch = Integer.parseInt(words.get(1));
    int source = Integer.parseInt(words.get(2));
    int target = Integer.parseInt(words.get(3));
    Workload work =
        switch (words.get(0)) {
          case "inference" -> Workload.inference(batch, source, target);
          case "full" -> Workload.full(batch, source, target);
          default -> Workload.lora(adapter(words.get(0)), batch, source, target);
        };
    return work.beams(Integer.parseInt(words.get(4)))
        .checkpointing(Boolean.parseBoolean(words.get(5)));
  }

  /**
   * Runs one.
   *
   * @param args size or directory, steps, and the workload's words
   * @throws IOException if the system does not say how much memory is used
   */
  public static void main(String[] args) throws IOException {
    int steps = Integer.parseInt(args[1]);
    List<String> words = List.of(args).subList(2, args.length);
    Workload work = workload(words);
    try (T5Model model =
        Files.isDirectory(Path.of(args[0]))
            ? T5Model.load(Path.of(args[0]))
            : T5Model.random(T5Size.valueOf(args[0]).config(), 1)) {
      if (words.size() > 6) {
        model.save(Path.of(words.get(6)));
      }
      T5Config config = model.config();
      List<int[]> sources = rows(config, work.batch(), work.source(), 2);
      if (work.mode() == Workload.Mode.INFERENCE) {
        GenerationOptions options =
            GenerationOptions.builder().beams(work.beams()).maxTokens(work.target()).build();
        repeat(steps, () -> model.generate(sources, options));
        return;
      }
      TokenBatch batch =
          TokenBatch.of(config, sources, rows(config, work.batch(), work.target(), 3));
      TrainingOptions options =
          TrainingOptions.builder().checkpointing(work.checkpointing()).build();
      if (work.mode() == Workload.Mode.LORA) {
        model.addAdapter("a", adapter(words.get(0)), 1);
      }
      try (T5Trainer trainer =
          work.mode() == Workload.Mode.LORA
              ? T5Trainer.adapter(model, "a", options)
              : T5Trainer.full(model, options)) {
        repeat(steps, () -> trainer.step(batch));
      }
    }
  }

  private static void repeat(int steps, Runnable step) throws IOException {
    double early = 0;
    for (int i = 1; i <= steps; i++) {
      step.run();
      if (i == Math.max(1, steps / 10)) {
        early = mebibytes("VmRSS:");
      }
    }
    System.out.printf(
        java.util.Locale.ROOT,
        "{\"early\":%.1f,\"last\":%.1f,\"peak\":%.1f,\"anonymous\":%.1f}%n",
        early,
        mebibytes("VmRSS:"),
        mebibytes("VmHWM:"),
        mebibytes("RssAnon:"));
  }

  /** The first row has the full length, others three quarters of it. */
  private static List<int[]> rows(T5Config config, int count, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      int n = r == 0 ? length : Math.max(1, length * 3 / 4);
      rows.add(random.ints(n, 3, config.vocabulary()).toArray());
    }
    return rows;
  }

  private static double mebibytes(String key) throws IOException {
    return ProcessStatus.kibibytes("self", key) / 1024.0;
  }
}
