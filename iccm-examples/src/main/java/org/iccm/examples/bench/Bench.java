package org.iccm.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.iccm.api.application.Application;
import org.iccm.harness.dataset.ApplicationReader;

/** {@code ./bench NAME}: prints a table, writes {@code target/bench/NAME.json}. */
public final class Bench {
  private Bench() {}

  /** The bundled applications in Python: what is measured here is the same as before. */
  static List<Application> applications(Path root) {
    return ApplicationReader.standard()
        .readAll(root.resolve("iccm-examples").resolve("applications"))
        .stream()
        .filter(a -> a.view().language().equals("python"))
        .toList();
  }

  /** A directory for this process, which removes it at its end. */
  static Path temporaryDirectory() throws IOException {
    Path directory = Files.createTempDirectory("iccm-bench");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
    return directory;
  }

  private static void remove(Path directory) {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      System.err.println("bench: " + directory + " cannot be removed: " + e);
    }
  }

  /** One measurement. */
  @FunctionalInterface
  interface Measurement {
    /** Measures. */
    BenchResult run(List<String> args, Path root) throws Exception;
  }

  /**
   * Runs one.
   *
   * @param args its name, then its own arguments
   * @throws Exception if the measurement fails
   */
  public static void main(String[] args) throws Exception {
    Map<String, Measurement> known = new TreeMap<>();
    known.put("cet-d", new CetBench());
    known.put("laboratory", new LaboratoryBench());
    known.put("throughput", new ThroughputBench());
    known.put("store", new StoreBench());
    known.put("sandbox", new SandboxBench());
    known.put("attacks", new AttackBenches());
    known.put("verdicts", new VerdictsBench());
    known.put("reconstructions", new ReconstructionsBench());
    known.put("memory", new MemoryBench());
    known.put("memory-plan", new MemoryPlanBench());
    known.put("mutation", new MutationBench());
    known.put("soak", new SoakBench());
    known.put("t5", new T5Bench());
    if (args.length == 0 || !known.containsKey(args[0])) {
      System.err.println("usage: ./bench NAME; names: " + String.join(", ", known.keySet()));
      System.exit(args.length == 0 ? 0 : 2);
      return;
    }
    Path root = Path.of(System.getProperty("iccm.root", "")).toAbsolutePath();
    BenchResult result = known.get(args[0]).run(Arrays.asList(args).subList(1, args.length), root);
    System.out.print(result.table());
    Path file = root.resolve("target").resolve("bench").resolve(args[0] + ".json");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, result.json(args[0]));
    } catch (IOException e) {
      System.err.println("bench: " + file + " cannot be written: " + e);
      System.exit(1);
    }
    System.out.println(file);
    for (String fault : result.faults()) {
      System.err.println("bench: " + fault);
    }
    if (!result.faults().isEmpty()) {
      System.exit(1);
    }
  }
}
