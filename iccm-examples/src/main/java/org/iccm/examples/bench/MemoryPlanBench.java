package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.iccm.training.memory.FitTable;
import org.iccm.training.memory.MemoryDevice;
import org.iccm.training.memory.MemoryPlan;
import org.iccm.training.memory.MemoryPlanner;
import org.iccm.training.t5.T5Size;

/**
 * The planned memory of CET-D against the highest resident memory of a fresh process, case by case,
 * and 2,000 training steps. {@code ./bench memory-plan [small base b1 flat]} measures (default: all
 * that fits the machine); {@code ./bench memory-plan fits [NAME=GIB...]} measures nothing and
 * prints what fits the host and the named devices. Linux.
 */
final class MemoryPlanBench implements Bench.Measurement {
  private static final double MEBIBYTE = 1L << 20;

  /** Use, batch, source, target, beams, checkpointing. */
  private static final List<String> CASES =
      List.of(
          "inference 1 512 64 1 false",
          "inference 4 512 64 1 false",
          "inference 4 512 64 4 false",
          "lora-qv 2 256 128 1 false",
          "lora-qv 2 256 128 1 true",
          "lora-all 2 256 128 1 false",
          "lora-all 2 256 128 1 true",
          "full 2 256 128 1 false",
          "full 2 256 128 1 true");

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    if (!args.isEmpty() && args.get(0).equals("fits")) {
      return fits(args.subList(1, args.size()));
    }
    List<String> parts = args.isEmpty() ? List.of("small", "base", "b1", "flat") : args;
    BenchResult result = new BenchResult();
    MemoryDevice host = MemoryDevice.host();
    for (String part : parts) {
      if (part.equals("flat")) {
        flat(result);
        continue;
      }
      T5Size size = T5Size.valueOf(part.toUpperCase(Locale.ROOT));
      for (String text : CASES) {
        List<String> words = List.of(text.split(" "));
        MemoryPlan plan = MemoryPlanner.of(size.config()).plan(MemoryPlanCase.workload(words));
        if (plan.bytes() < host.bytes() * .75) {
          measure(result, part, size.name(), plan, words);
        }
      }
      if (size == T5Size.SMALL) {
        loaded(result, size);
      }
    }
    return result;
  }

  private static void measure(
      BenchResult result, String label, String model, MemoryPlan plan, List<String> words)
      throws IOException, InterruptedException {
    JsonNode seen = child(model, words.get(0).equals("inference") ? 2 : 4, words);
    double planned = plan.bytes() / MEBIBYTE;
    double peak = seen.path("peak").asDouble();
    String name =
        String.format(
            "%s %s %s x %s/%s%s%s",
            label,
            words.get(0),
            words.get(1),
            words.get(2),
            words.get(3),
            words.get(4).equals("1") ? "" : " beams " + words.get(4),
            words.get(5).equals("true") ? " checkpointing" : "");
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("planMib", planned);
    figures.put("peakMib", peak);
    figures.put("anonymousMib", seen.path("anonymous").asDouble());
    figures.put("ratio", planned / peak);
    plan.parts().forEach((kind, bytes) -> figures.put(kind.label(), Math.round(bytes / MEBIBYTE)));
    result.row(name, figures).ratio(name, planned / peak);
    System.err.printf(Locale.ROOT, "%s: %.0f / %.0f%n", name, planned, peak);
  }

  /** The same case with weights read from disk: no more than with weights made here. */
  private static void loaded(BenchResult result, T5Size size)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("iccm-memory");
    try {
      List<String> words = new ArrayList<>(List.of(CASES.get(0).split(" ")));
      words.add(directory.toString());
      child(size.name(), 1, words);
      MemoryPlan plan = MemoryPlanner.of(size.config()).plan(MemoryPlanCase.workload(words));
      measure(result, "small, loaded,", directory.toString(), plan, words.subList(0, 6));
    } finally {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private static void flat(BenchResult result) throws IOException, InterruptedException {
    JsonNode seen = child("TEST", 2_000, List.of("full", "4", "24", "16", "1", "false"));
    double early = seen.path("early").asDouble();
    double last = seen.path("last").asDouble();
    result
        .row("2,000 steps", Map.of("rssAfter200Mib", early, "rssAfter2000Mib", last))
        .ratio("resident_2000_vs_200_steps", last / early);
  }

  private static JsonNode child(String model, int steps, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dai.djl.pytorch.num_threads=" + System.getProperty("iccm.threads", "1"));
    command.add("-Dai.djl.pytorch.num_interop_threads=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MemoryPlanCase.class.getName());
    command.add(model);
    command.add(Integer.toString(steps));
    command.addAll(words);
    Path errors = Files.createTempFile("iccm-memory", ".log");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(words + " ended with " + process.exitValue() + "; see " + errors);
    }
    Files.delete(errors);
    return new ObjectMapper().readTree(out.substring(out.indexOf('{')));
  }

  private static BenchResult fits(List<String> named) {
    List<MemoryDevice> devices = new ArrayList<>(List.of(MemoryDevice.host()));
    for (String text : named) {
      int at = text.indexOf('=');
      devices.add(
          MemoryDevice.ofGibibytes(
              text.substring(0, at), Double.parseDouble(text.substring(at + 1))));
    }
    Map<String, MemoryPlanner> planners = new LinkedHashMap<>();
    for (T5Size size : T5Size.values()) {
      planners.put(size.name().toLowerCase(Locale.ROOT), MemoryPlanner.of(size.config()));
    }
    System.out.print(FitTable.of(planners, FitTable.standardWorkloads(), devices));
    BenchResult result = new BenchResult();
    planners.forEach(
        (model, planner) ->
            FitTable.standardWorkloads()
                .forEach(
                    (use, work) ->
                        result.row(
                            model + " " + use,
                            Map.of("planMib", planner.plan(work).bytes() / MEBIBYTE))));
    return result;
  }
}
