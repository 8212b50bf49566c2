package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.iccm.training.vocabulary.ExtraTokens;
import org.iccm.training.weights.TensorType;

/**
 * ICCM's T5 beside {@code transformers} and PyTorch: same weights, same ids, same machine, turn by
 * turn. Each kind of work has a process of its own on either side; both work until they are warm,
 * then in turns, and a ratio is the median over the turns. What both compute is compared too:
 * losses of every step, tokens of every generation, and files that one side writes and the other
 * reads.
 *
 * <p>Arguments: sizes, {@code 8m} and {@code 60m} if none is named.
 */
final class T5Bench implements Bench.Measurement {
  private static final int ROWS = 8;
  private static final int SOURCE = 160;
  private static final int TARGET = 80;
  private static final double LEARNING_RATE = 1e-4;
  private static final int TURNS = 7;
  private static final int STARTS = 5;
  private static final double WARM_SECONDS = 15;
  private static final double TURN_SECONDS = 3;

  private static final List<String> TEXTS =
      List.of(
          "def f(x):\n    return x * 2  # doubled\n",
          "<functional> an empty list gives 0 <constraint> caf\u00e9, \u4e2d, \ud83d\ude00",
          "",
          "\tif a<=10 and b!='</a>':\n\t\tyield 3.25e-7\n");

  private final BenchResult result = new BenchResult();
  private Path root = Path.of("");
  private Path directory = Path.of("");

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    this.root = root;
    Map<String, T5Size> sizes = new LinkedHashMap<>();
    sizes.put("8m", T5Size.LAB);
    sizes.put("60m", T5Size.SMALL);
    if (!sizes.keySet().containsAll(args)) {
      throw new IllegalArgumentException("sizes are " + sizes.keySet() + ", not " + args);
    }
    for (Map.Entry<String, T5Size> size : sizes.entrySet()) {
      if (args.isEmpty() || args.contains(size.getKey())) {
        directory = Files.createTempDirectory("iccm-t5-");
        measure(size.getKey(), size.getValue().config());
      }
    }
    return result;
  }

  private void measure(String size, T5Config config) throws Exception {
    try (T5Model model = T5Model.random(config, 1);
        TextTokenizer tokenizer =
            TextTokenizer.shipped(
                config.vocabulary() > 4096
                    ? ShippedTokenizer.CODE_32K
                    : ShippedTokenizer.CODE_4K)) {
      model.save(directory.resolve("model"));
      tokenizer.save(directory.resolve("model"));
      model.save(directory.resolve("bf16"), TensorType.BF16, 4L << 20);
    }
    ExtraTokens.add(
        directory.resolve("model"), directory.resolve("grown"), RequirementFormat.markers(), 3);
    writeWork(config);
    say(size + ": files read by the other side");
    exchange(size);
    say(size + ": training");
    double trainMemory = train(size);
    say(size + ": generation");
    double memory = Math.max(trainMemory, generate(size, 1));
    memory = Math.max(memory, generate(size, ROWS));
    say(size + ": first token");
    firstToken(size);
    result.ratio("memory_vs_pytorch_" + size, memory);
  }

  private static void say(String what) {
    System.err.println("  " + what);
  }

  /** Rows of different lengths, so that both sides pad. */
  private void writeWork(T5Config config) throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    List<int[]> sources = new ArrayList<>();
    List<int[]> targets = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      sources.add(ids(random, config, SOURCE - 5 * r));
      targets.add(ids(random, config, TARGET - 3 * r));
    }
    Map<String, Object> work =
        Map.of(
            "sources", sources,
            "targets", targets,
            "texts", TEXTS,
            "maxTokens", TARGET,
            "learningRate", LEARNING_RATE);
    Files.write(directory.resolve("work.json"), new ObjectMapper().writeValueAsBytes(work));
  }

  private static int[] ids(SplittableRandom random, T5Config config, int length) {
    int[] ids = random.ints(length, 3, config.vocabulary()).toArray();
    ids[length - 1] = config.endId();
    return ids;
  }

  // ---- the two sides

  private List<String> ours(String model, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dai.djl.pytorch.num_threads=" + threads(),
            "-Dai.djl.pytorch.num_interop_threads=1",
            "-cp",
            System.getProperty("java.class.path"),
            T5Work.class.getName(),
            directory.resolve("work.json").toString(),
            directory.resolve(model).toString()));
    command.addAll(Arrays.asList(more));
    return command;
  }

  private List<String> theirs(String... more) {
    String python = System.getenv("ICCM_REFERENCE_PYTHON");
    if (python == null) {
      throw new IllegalStateException(
          "ICCM_REFERENCE_PYTHON names no Python with torch and transformers: use ./bench t5");
    }
    List<String> command = new ArrayList<>();
    command.add(python);
    command.add(root.resolve("iccm-examples/src/main/python/t5_reference.py").toString());
    command.add(directory.resolve("work.json").toString());
    command.add(Integer.toString(threads()));
    command.addAll(Arrays.asList(more));
    return command;
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  private WorkProcess startOurs() throws IOException {
    return WorkProcess.start(ours("model"), directory.resolve("java.log"));
  }

  private WorkProcess startTheirs() throws IOException {
    WorkProcess started = WorkProcess.start(theirs(), directory.resolve("python.log"));
    started.ask("load " + directory.resolve("model"));
    return started;
  }

  // ---- what is compared

  /** Each side reads what the other wrote, and gives the same probabilities. */
  private void exchange(String size) throws IOException {
    try (WorkProcess ours = startOurs();
        WorkProcess theirs = startTheirs()) {
      Map<String, Double> apart = new T5Exchange(ours, theirs, directory).differences();
      result.row("log-probabilities apart " + size, apart);
      apart.forEach(
          (what, worst) -> {
            if (!(worst <= 1e-3)) {
              throw new IllegalStateException(
                  size + ": " + what + ": log-probabilities are " + worst + " apart");
            }
          });
    }
  }

  private double train(String size) throws IOException {
    long tokens =
        IntStream.range(0, ROWS).map(r -> SOURCE - 5 * r + TARGET - 3 * r).asLongStream().sum();
    try (WorkProcess ours = startOurs();
        WorkProcess theirs = startTheirs()) {
      Turns turns = new Turns("train %d");
      turns.warm(ours);
      turns.warm(theirs);
      // Both have taken different numbers of steps by now: what they compute is compared apart.
      turns.run(ours, theirs);
      result.row("train step " + size, turns.figures(tokens));
      result.ratio("train_step_vs_pytorch_" + size, turns.ratio());
      double memory = memory(size + " training", ours, theirs);
      sameLosses(size);
      return memory;
    }
  }

  /** The first ten losses, from the same weights. */
  private void sameLosses(String size) throws IOException {
    try (WorkProcess ours = startOurs();
        WorkProcess theirs = startTheirs()) {
      JsonNode a = ours.ask("train 10").get("losses");
      JsonNode b = theirs.ask("train 10").get("losses");
      double early = apart(a, b, 4);
      double late = apart(a, b, 10);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("first", a.get(0).asDouble());
      figures.put("last", a.get(9).asDouble());
      figures.put("apartIn4", early);
      figures.put("apartIn10", late);
      result.row("losses of 10 steps " + size, figures);
      // Adam turns a gradient's sign into a whole step: rounding errors grow with each.
      if (early > 1e-4 || late > 1e-2) {
        throw new IllegalStateException(size + ": losses are apart: " + a + " and " + b);
      }
    }
  }

  private static double apart(JsonNode a, JsonNode b, int steps) {
    return IntStream.range(0, steps)
        .mapToDouble(i -> Math.abs(a.get(i).asDouble() / b.get(i).asDouble() - 1))
        .max()
        .orElse(0);
  }

  private double generate(String size, int rows) throws IOException {
    try (WorkProcess ours = startOurs();
        WorkProcess theirs = startTheirs()) {
      Turns turns = new Turns("generate " + rows + " %d");
      turns.warm(ours);
      turns.warm(theirs);
      turns.run(ours, theirs);
      if (!turns.lastOurs.get("tokens").equals(turns.lastTheirs.get("tokens"))) {
        throw new IllegalStateException(
            size + ", " + rows + " rows: the tokens are not the same; see " + directory);
      }
      long tokens = 0;
      for (JsonNode row : turns.lastOurs.get("tokens")) {
        tokens += row.size();
      }
      result.row("generate, batch " + rows + " " + size, turns.figures(tokens));
      result.ratio("generate_b" + rows + "_vs_transformers_" + size, turns.ratio());
      return memory(size + " generation, batch " + rows, ours, theirs);
    }
  }

  private void firstToken(String size) throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i <= STARTS; i++) {
      double a = WorkProcess.secondsToFirst(ours("model", "first"), directory.resolve("java.log"));
      double b =
          WorkProcess.secondsToFirst(
              theirs("first", directory.resolve("model").toString()),
              directory.resolve("python.log"));
      // The first start of either reads its files from disk.
      if (i > 0) {
        ours.add(a);
        theirs.add(b);
        ratios.add(b / a);
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("oursSeconds", median(ours));
    figures.put("theirsSeconds", median(theirs));
    result.row("first token " + size, figures);
    result.ratio("first_token_vs_transformers_" + size, median(ratios));
  }

  private double memory(String what, WorkProcess ours, WorkProcess theirs) throws IOException {
    double a = ours.ask("memory").get("bytes").asDouble();
    double b = theirs.ask("memory").get("bytes").asDouble();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("oursMib", a / (1 << 20));
    figures.put("theirsMib", b / (1 << 20));
    result.row("highest resident, " + what, figures);
    return a / b;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** One command, warmed up on either side, then given to both in turns. */
  private static final class Turns {
    private final String command;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private int times = 1;
    private JsonNode lastOurs = new ObjectMapper().createObjectNode();
    private JsonNode lastTheirs = lastOurs;

    Turns(String command) {
      this.command = command;
    }

    void warm(WorkProcess side) throws IOException {
      double spent = 0;
      double last = 0;
      while (spent < WARM_SECONDS) {
        last = seconds(side.ask(String.format(command, 1)));
        spent += last;
      }
      times = Math.max(times, (int) Math.ceil(TURN_SECONDS / last));
    }

    void run(WorkProcess a, WorkProcess b) throws IOException {
      for (int i = 0; i < TURNS; i++) {
        // Who begins takes turns too.
        if (i % 2 == 0) {
          lastOurs = a.ask(String.format(command, times));
          lastTheirs = b.ask(String.format(command, times));
        } else {
          lastTheirs = b.ask(String.format(command, times));
          lastOurs = a.ask(String.format(command, times));
        }
        ours.add(seconds(lastOurs) / times);
        theirs.add(seconds(lastTheirs) / times);
        ratios.add(seconds(lastTheirs) / seconds(lastOurs));
      }
    }

    private static double seconds(JsonNode answer) {
      return answer.get("seconds").asDouble();
    }

    double ratio() {
      return median(ratios);
    }

    Map<String, Object> figures(long tokens) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("oursTokensPerSecond", tokens / median(ours));
      figures.put("theirsTokensPerSecond", tokens / median(theirs));
      figures.put("lowestRatio", ratios.stream().mapToDouble(r -> r).min().orElse(0));
      figures.put("highestRatio", ratios.stream().mapToDouble(r -> r).max().orElse(0));
      return figures;
    }
  }
}
