package org.iccm.examples.quickstart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command line of {@code ./quickstart}. */
@Command(
    name = "./quickstart",
    mixinStandardHelpOptions = true,
    version = "ICCM 0.1.0-SNAPSHOT",
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Compares context engineers: each writes the requirements of an application, models rebuild it from them,",
      "and the application's own tests tell how well that went.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./quickstart                                   gold, rag, none x two models x six applications",
      "  ./quickstart --models qwen2.5-coder-0.5b --applications 2",
      "  ./quickstart --application-dir ../my-app --engineers rag,none",
      "  ./quickstart --config my-iccm.yaml             own models, plugins, store, runner"
    })
final class QuickstartOptions {
  @Option(
      names = "--models",
      split = ",",
      paramLabel = "ID",
      description =
          "models of the catalogue that rebuild; the last one writes for rag (default: ${DEFAULT-VALUE})",
      defaultValue = "qwen2.5-coder-0.5b,qwen2.5-coder-1.5b")
  List<String> models = new ArrayList<>();

  @Option(
      names = "--applications",
      paramLabel = "N|ID,..|all",
      description =
          "how many bundled applications, spread over the tiers, or which (default: ${DEFAULT-VALUE})",
      defaultValue = "6")
  String applications = "6";

  @Option(
      names = "--application-dir",
      paramLabel = "DIR",
      description =
          "an application of your own (repeatable); without --applications only these are used")
  List<Path> applicationDirs = new ArrayList<>();

  @Option(
      names = "--engineers",
      split = ",",
      paramLabel = "NAME",
      description = "engineers to compare (default: those of the configuration: gold,rag,none)")
  List<String> engineers = new ArrayList<>();

  @Option(
      names = "--requirements-dir",
      paramLabel = "DIR",
      description = "adds the engineer 'file', with your requirements from DIR/<application>.md")
  @Nullable Path requirementsDir;

  @Option(
      names = "--samples",
      paramLabel = "K",
      description = "rebuilds per context and model (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  int samples = 1;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "sampling temperature (default: ${DEFAULT-VALUE})",
      defaultValue = "0.2")
  double temperature = 0.2;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "requests that a local model serves at once (default: ${DEFAULT-VALUE})",
      defaultValue = "16")
  int slots = 16;

  @Option(
      names = "--runner",
      paramLabel = "NAME",
      description = "auto, docker or bubblewrap (default: the configuration's: auto)")
  @Nullable String runner;

  @Option(
      names = "--store",
      paramLabel = "FILE|URL",
      description =
          "SQLite file, or jdbc:postgresql: URL (user and password from ICCM_DB_USER, ICCM_DB_PASSWORD)")
  @Nullable String store;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "seed of all randomness (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  long seed = 1;

  @Option(
      names = "--budget",
      split = ",",
      paramLabel = "KEY=N",
      description =
          "hard limits: calls=500,tokens=200000,time=15m; they survive a resume of the same run")
  List<String> budget = new ArrayList<>();

  @Option(
      names = "--run-id",
      paramLabel = "NAME",
      description = "name of the run that budgets go by (default: ${DEFAULT-VALUE})",
      defaultValue = "quickstart")
  String runId = "quickstart";

  @Option(
      names = "--fresh",
      description = "forget earlier results: begin a new generation in the store")
  boolean fresh;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "an iccm.yaml; its models, engineers, runner and store are used instead")
  @Nullable Path config;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "where report, results and store go (default: ${DEFAULT-VALUE})",
      defaultValue = "target/iccm")
  Path output = Path.of("target", "iccm");

  @Option(names = "--forecast", description = "print what the run would cost, and stop")
  boolean forecastOnly;
}
