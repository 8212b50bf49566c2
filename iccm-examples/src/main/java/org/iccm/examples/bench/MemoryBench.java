package org.iccm.examples.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;

/**
 * Heap, resident memory of this JVM and of its children while 200 rollouts run with a real server
 * and a real sandbox, and what is left after {@code close()}. Arguments: model (default SmolLM2),
 * samples (default 25, of 4 applications and 2 engineers). Linux.
 */
final class MemoryBench implements Bench.Measurement {
  private static final int POINTS = 10;
  private static final int LONGEST_ANSWER = 160;

  private record Point(double heapMib, double residentMib, double childrenMib) {}

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    String model = args.isEmpty() ? "smollm2-135m" : args.get(0);
    int samples = args.size() < 2 ? 25 : Integer.parseInt(args.get(1));
    Path work = Files.createTempDirectory("iccm-bench");
    List<Application> apps =
        Bench.applications(root).stream()
            .filter(a -> "1".equals(a.view().metadata().get("tier")))
            .toList();
    BenchResult result = new BenchResult();
    List<Point> points = new ArrayList<>();
    try (Iccm iccm =
            Iccm.builder()
                .llm("m", "local", Map.of("model", model))
                .workDirectory(work.resolve("run"))
                .build();
        RolloutBatch batch =
            iccm.rollouts()
                .submit(
                    RolloutRequest.builder("bench", apps, List.of("gold", "none"))
                        .samples(samples)
                        .sampling(Sampling.builder().maxTokens(LONGEST_ANSWER).build())
                        .build())) {
      int every = Math.max(1, batch.total() / POINTS);
      int ended = 0;
      while (!batch.isDone()) {
        if (batch.next(Duration.ofSeconds(5)).isPresent() && ++ended % every == 0) {
          Point p = point();
          points.add(p);
          result.row(
              "after " + ended + " rollouts",
              Map.of(
                  "heapMib",
                  p.heapMib(),
                  "rssMib",
                  p.residentMib(),
                  "childrenMib",
                  p.childrenMib()));
        }
      }
    }
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("iccm-"))
            .count();
    long children = ProcessHandle.current().descendants().count();
    result.row("after close()", Map.of("iccmThreads", threads, "childProcesses", children));
    // the first fifth fills pools, caches and compiled code
    Point early = points.get(points.size() / 5);
    Point late = points.get(points.size() - 1);
    return result
        .ratio("heap_last_vs_early", late.heapMib() / early.heapMib())
        .ratio("resident_last_vs_early", late.residentMib() / early.residentMib())
        .ratio("children_last_vs_early", late.childrenMib() / early.childrenMib());
  }

  private static Point point() {
    System.gc();
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
    double children = 0;
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      children += resident(child.pid());
    }
    return new Point(heap, resident(ProcessHandle.current().pid()), children);
  }

  /** In MiB; 0 for a process that has just ended. */
  private static double resident(long pid) {
    try {
      return ProcessStatus.kibibytes(Long.toString(pid), "VmRSS:") / 1024.0;
    } catch (IOException e) {
      return 0;
    }
  }
}
