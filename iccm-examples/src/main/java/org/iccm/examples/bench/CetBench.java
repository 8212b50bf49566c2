package org.iccm.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineeredContext;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * How long {@code cet-d} takes to read an application of 500 lines, bundled ones put together, in
 * seconds of the clock and of the processors. A size has random weights and samples, so that hardly
 * an answer ends before {@code maxTokens}: no trained model is slower. Arguments: size or a CET-D's
 * directory (default TEST), lines (default 500), runs (default 3).
 */
final class CetBench implements Bench.Measurement {
  private static final int BUDGET = 800;

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    String what = args.isEmpty() ? "TEST" : args.get(0);
    boolean trained = Files.isDirectory(Path.of(what));
    int lines = args.size() < 2 ? 500 : Integer.parseInt(args.get(1));
    int runs = args.size() < 3 ? 3 : Integer.parseInt(args.get(2));
    Path work = Files.createTempDirectory("iccm-bench");
    Path model = trained ? Path.of(what) : Files.createDirectories(work.resolve("cet-d"));
    if (!trained) {
      save(T5Size.valueOf(what), model);
    }
    ApplicationView view = joined(Bench.applications(root), lines);
    BenchResult result = new BenchResult();
    try (Iccm iccm =
        Iccm.builder()
            .engineer(
                "mine", "cet-d", Map.of("directory", model, "temperature", trained ? 0.0 : 1.0))
            .workDirectory(work.resolve("run"))
            .build()) {
      ContextEngineer engineer = iccm.engineer("mine");
      ContextRequest request = ContextRequest.builder(view, BUDGET).build();
      for (int i = 0; i < runs; i++) {
        long from = System.nanoTime();
        long busy = cpu();
        EngineeredContext context = engineer.engineer(request);
        double seconds = (System.nanoTime() - from) / 1e9;
        result.row(
            (trained ? "trained" : what) + (i == 0 ? ", loading included" : ", again"),
            Map.of(
                "seconds",
                seconds,
                "cpuSeconds",
                (cpu() - busy) / 1e9,
                "lines",
                view.sources().stream().mapToLong(s -> s.text().lines().count()).sum(),
                "chunks",
                context.notes().get("chunks read"),
                "cutAnswers",
                context.notes().get("answers cut at their longest")));
      }
    }
    return result;
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void save(T5Size size, Path directory) {
    ShippedTokenizer tokens =
        size.config().vocabulary() == 4096 ? ShippedTokenizer.CODE_4K : ShippedTokenizer.CODE_32K;
    try (T5Model model = T5Model.random(size.config(), 1);
        TextTokenizer tokenizer = TextTokenizer.shipped(tokens)) {
      model.save(directory);
      tokenizer.save(directory);
    }
  }

  /** Whole files until the lines are reached, the last one cut. */
  private static ApplicationView joined(List<Application> applications, int lines) {
    List<SourceFile> files = new ArrayList<>();
    long rest = lines;
    for (Application app : applications) {
      for (SourceFile file : app.view().sources()) {
        if (rest > 0) {
          String text = file.text().lines().limit(rest).collect(Collectors.joining("\n"));
          files.add(new SourceFile(app.view().id() + "/" + file.path(), text + "\n"));
          rest -= text.lines().count();
        }
      }
    }
    return ApplicationView.builder("joined", "Joined", "Bundled applications.", "python")
        .sources(files)
        .build();
  }
}
