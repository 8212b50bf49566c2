package org.iccm.examples.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.harness.language.PythonMutants;
import org.iccm.harness.mutation.MutationAnalysis;
import org.iccm.harness.mutation.MutationCount;
import org.iccm.harness.mutation.MutationReport;

/**
 * How many small changes of the bundled applications their suites notice. Arguments: the most
 * changes of an application (default all), then ids of applications (default all).
 */
final class MutationBench implements Bench.Measurement {
  @Override
  public BenchResult run(List<String> args, Path root) {
    int cap = args.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(args.get(0));
    List<String> ids = args.subList(Math.min(1, args.size()), args.size());
    Path work = root.resolve("target").resolve("bench");
    BenchResult result = new BenchResult();
    int noticed = 0;
    int decided = 0;
    try (Iccm iccm = Iccm.builder().workDirectory(work.resolve("mutation")).build()) {
      MutationAnalysis analysis =
          MutationAnalysis.builder(iccm.runner(), PythonMutants.in(work)).cap(cap).build();
      for (Application app : Bench.applications(root)) {
        if (ids.isEmpty() || ids.contains(app.id())) {
          long start = System.nanoTime();
          MutationReport report = analysis.measure(app);
          result.row(app.id(), row(report, (System.nanoTime() - start) / 1e9));
          MutationCount count = report.count();
          noticed += count.killed() + count.timeouts();
          decided += count.killed() + count.timeouts() + count.survived();
          report.survivors().forEach(m -> System.out.println(app.id() + " survives: " + m));
        }
      }
    }
    return result.ratio("score", decided == 0 ? Double.NaN : noticed / (double) decided);
  }

  private static Map<String, Object> row(MutationReport report, double seconds) {
    MutationCount count = report.count();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("tests", report.inventory().size());
    row.put("changes", report.found());
    row.put("tried", report.results().size());
    row.put("killed", count.killed());
    row.put("survived", count.survived());
    row.put("timeouts", count.timeouts());
    row.put("broken", count.broken());
    row.put("undecided", count.undecided());
    row.put("score", report.score().orElse(Double.NaN));
    row.put("testsThatKillNone", report.kills().values().stream().filter(List::isEmpty).count());
    row.put("seconds", seconds);
    return row;
  }
}
