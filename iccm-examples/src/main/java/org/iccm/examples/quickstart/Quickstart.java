package org.iccm.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.error.IccmException;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.validation.experiment.Comparison;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.TextTable;
import org.iccm.validation.report.ReportWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** {@code ./quickstart}: compares context engineers over applications with real models. */
public final class Quickstart {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final QuickstartOptions options;
  private final boolean applicationsGiven;
  private final PrintStream out;
  private final Path root;
  private final Path caller;

  private Quickstart(QuickstartOptions options, boolean applicationsGiven, PrintStream out) {
    this.options = options;
    this.applicationsGiven = applicationsGiven;
    this.out = out;
    this.root = Path.of(System.getProperty("iccm.root", "")).toAbsolutePath().normalize();
    String called = System.getenv("ICCM_CALLER_DIR");
    this.caller = called == null ? Path.of("").toAbsolutePath() : Path.of(called);
  }

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    // no flush on every character: the bar is drawn often
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    QuickstartOptions options = new QuickstartOptions();
    CommandLine line = new CommandLine(options);
    boolean applicationsGiven;
    try {
      CommandLine.ParseResult parsed = line.parseArgs(args);
      if (CommandLine.printHelpIfRequested(parsed)) {
        return;
      }
      applicationsGiven = parsed.hasMatchedOption("--applications");
    } catch (ParameterException e) {
      System.err.println("quickstart: " + e.getMessage() + "; see ./quickstart --help");
      System.exit(MISUSED);
      return;
    }
    int status = new Quickstart(options, applicationsGiven, out).run();
    if (status != 0) {
      System.exit(status);
    }
  }

  private int run() {
    Path output = options.output.isAbsolute() ? options.output : root.resolve(options.output);
    if (!options.output.equals(Path.of("target", "iccm"))) {
      output = caller.resolve(options.output);
    }
    output = output.normalize();
    ProgressLine progress = new ProgressLine(out, System.console() != null);
    AtomicBoolean ended = new AtomicBoolean();
    Thread main = Thread.currentThread();
    Thread stop =
        new Thread(
            () -> {
              if (!ended.get()) {
                main.interrupt();
                try {
                  main.join(Duration.ofSeconds(20).toMillis());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            },
            "iccm-shutdown");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      Files.createDirectories(output);
      BundledApplications bundled =
          new BundledApplications(root.resolve("iccm-examples").resolve("applications"));
      String wanted =
          options.applicationDirs.isEmpty() || applicationsGiven ? options.applications : "";
      List<Application> applications = bundled.select(wanted, options.applicationDirs, caller);
      try (Iccm iccm = QuickstartWiring.wire(options, caller, output, progress)) {
        return compare(iccm, applications, output, progress);
      }
    } catch (IOException e) {
      progress.end();
      System.err.println(
          "quickstart: " + output + " cannot be written (" + e + "); choose another with --output");
      return FAILED;
    } catch (IccmException e) {
      progress.end();
      System.err.println("quickstart: " + e.getMessage());
      return FAILED;
    } finally {
      ended.set(true);
    }
  }

  private int compare(
      Iccm iccm, List<Application> applications, Path output, ProgressLine progress) {
    List<String> engineers = options.engineers.isEmpty() ? iccm.engineers() : options.engineers;
    RolloutRequest request =
        RolloutRequest.builder(options.runId, applications, engineers)
            .models(iccm.orchestra())
            .samples(options.samples)
            .sampling(Sampling.builder().temperature(options.temperature).build())
            .seed(options.seed)
            .budget(BudgetText.parse(options.budget))
            .fresh(options.fresh)
            .build();
    out.printf(
        Locale.ROOT,
        "%s x %s x %s, %d %s each%n",
        applications.stream().map(Application::id).toList(),
        engineers,
        iccm.orchestra(),
        options.samples,
        options.samples == 1 ? "sample" : "samples");
    if (!options.fresh) {
      forecast(iccm.rollouts().forecast(request));
    }
    if (options.forecastOnly) {
      return 0;
    }
    ReportWriter report = ReportWriter.into(output);
    ComparisonResult result;
    try {
      result = Comparison.of(iccm.rollouts(), request).listener(report).run();
    } finally {
      progress.end();
    }
    out.println();
    out.print(TextTable.of(result));
    cost(result.cost());
    out.println("report   " + report.page());
    out.println("results  " + report.results());
    return result.isComplete() ? 0 : FAILED;
  }

  private void forecast(Forecast f) {
    out.printf(
        Locale.ROOT,
        "forecast: %d rollouts, %d of them in the store; about %d model calls, %d tokens, %s (%s)%n",
        f.rollouts(),
        f.cachedCompletions(),
        f.expected().calls(),
        f.expected().tokens(),
        ProgressLine.time(f.expected().wallClock()),
        f.basis());
  }

  private void cost(Cost cost) {
    double seconds = Math.max(0.001, cost.wallClock().toMillis() / 1000.0);
    out.printf(
        Locale.ROOT,
        "%nthis run: %d model calls, %d test runs, %d prompt and %d generated tokens, %s%s%n",
        cost.modelCalls(),
        cost.testRuns(),
        cost.promptTokens(),
        cost.completionTokens(),
        ProgressLine.time(cost.wallClock()),
        cost.completionTokens() == 0
            ? ""
            : String.format(
                Locale.ROOT, " (%.1f generated tokens/s)", cost.completionTokens() / seconds));
  }
}
