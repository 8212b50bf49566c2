package org.iccm.examples.doctor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iccm.harness.doctor.Diagnosis;
import org.iccm.harness.doctor.Doctor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ./doctor}: probes this host's sandboxes by real runs and says what they hold back. */
@Command(
    name = "./doctor",
    description = "Probes by real runs what the sandboxes of this host hold back.",
    sortOptions = false,
    footer = {
      "",
      "Exit status: 0 cards are true and a runner is usable, 1 a card claims more than the probes"
          + " show, 2 misuse, 3 no runner is usable."
    })
public final class Examination {
  private static final int OVERSTATED = 1;
  private static final int MISUSED = 2;
  private static final int UNUSABLE = 3;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  @Option(
      names = "--runner",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "docker,bubblewrap",
      description = "docker, bubblewrap or both (default: both)")
  private List<String> runners = List.of();

  @Option(names = "--image", description = "Docker image (default: as runner docker)")
  private @Nullable String image;

  @Option(names = "--host", description = "Docker engine's address (default: DOCKER_HOST)")
  private @Nullable String host;

  @Option(names = "--rootfs", description = "root filesystem (default: as runner bubblewrap)")
  private @Nullable Path rootfs;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this")
  private boolean help;

  private Examination() {}

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   * @throws IOException if this machine's own files or ports cannot be used
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Examination options = new Examination();
    CommandLine line = new CommandLine(options);
    try {
      if (CommandLine.printHelpIfRequested(line.parseArgs(args))) {
        return;
      }
      Set<String> unknown = new java.util.TreeSet<>(options.runners);
      unknown.removeAll(Set.of("docker", "bubblewrap"));
      if (!unknown.isEmpty()) {
        throw new ParameterException(
            line, "no runner " + String.join(", ", unknown) + ": docker, bubblewrap");
      }
    } catch (ParameterException e) {
      System.err.println("doctor: " + e.getMessage() + "; see ./doctor --help");
      System.exit(MISUSED);
      return;
    }
    Diagnosis diagnosis = options.doctor().diagnose();
    out.print(options.json ? diagnosis.json() : diagnosis.text());
    int status = !diagnosis.overstated().isEmpty() ? OVERSTATED : diagnosis.usable() ? 0 : UNUSABLE;
    if (status != 0) {
      System.exit(status);
    }
  }

  private Doctor doctor() {
    return Doctor.here(
        Optional.ofNullable(image),
        Optional.ofNullable(host),
        Optional.ofNullable(rootfs),
        cache(),
        Set.copyOf(runners));
  }

  private static Path cache() {
    String given = System.getenv("ICCM_CACHE");
    return given != null && !given.isBlank()
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".cache", "iccm");
  }
}
