package org.iccm.training.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Settings;
import org.iccm.core.config.Located;
import org.iccm.core.config.SettingsReader;
import org.iccm.core.config.YamlFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run's file:
 *
 * <pre>
 * directory: ../target/train   # seen from the file
 * seed: 1
 * checkpointEvery: 200
 * phases:
 *   reading:                   # a name of your choice
 *     type: laboratory-supervised
 *     steps: 4000
 * </pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RunFile {
  private static final Options RUN =
      Options.of(
          Option.path("directory").required().doc("where the run works"),
          Option.integer("seed").defaultsTo(1L).doc("seed of all chance"),
          Option.integer("checkpointEvery")
              .defaultsTo(200L)
              .between(1, Integer.MAX_VALUE)
              .doc("steps between checkpoints"),
          Option.flag("pastFailedGates")
              .defaultsTo(false)
              .doc("whether phases behind a failed gate are run all the same"));

  private static final String PHASES = "phases";
  private static final String TYPE = "type";

  private final List<PhaseType> types;
  private final Map<String, String> environment;

  /**
   * A reader.
   *
   * @param types the kinds of phases that files can name
   * @param environment variables for {@code ${env:NAME}}
   */
  public RunFile(List<PhaseType> types, Map<String, String> environment) {
    this.types = List.copyOf(types);
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return the plan
   * @throws ConfigurationException with all faults, each with its line
   */
  public RunPlan read(Path file) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Located> root = new LinkedHashMap<>(YamlFile.read(file, problems));
    stopIfAny(problems);
    String name = String.valueOf(file.getFileName());
    Path base = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    SettingsReader reader = new SettingsReader(environment, base, problems);
    Located phases = root.remove(PHASES);
    Settings run = reader.read("run", name, RUN, root);
    Map<String, Located> named = map(phases);
    if (named.isEmpty()) {
      problems.add(
          new Problem(
              PHASES,
              phases == null ? name : phases.place(),
              "must name at least one phase, each with its type"));
    }
    // With a wrong seed, phases are planned to find their faults only.
    long seed = run.findInteger("seed").orElse(0);
    List<PlannedPhase> planned = new ArrayList<>();
    named.forEach(
        (phase, told) -> plan(phase, told, seed, reader, problems).ifPresent(planned::add));
    stopIfAny(problems);
    return new RunPlan(
        run.path("directory"),
        seed,
        run.integer("checkpointEvery"),
        run.flag("pastFailedGates"),
        planned);
  }

  private Optional<PlannedPhase> plan(
      String phase, Located told, long seed, SettingsReader reader, List<Problem> problems) {
    String path = PHASES + "." + phase;
    Map<String, Located> values = new LinkedHashMap<>(map(told));
    Located type = values.remove(TYPE);
    String wanted = type == null ? "" : String.valueOf(type.value());
    Optional<PhaseType> found = types.stream().filter(t -> t.name().equals(wanted)).findFirst();
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              path + "." + TYPE,
              type == null ? told.place() : type.place(),
              "must be one of "
                  + types.stream().map(PhaseType::name).toList()
                  + ", is '"
                  + wanted
                  + "'"));
      return Optional.empty();
    }
    int before = problems.size();
    Settings settings = reader.read(path, told.place(), found.get().options(), values);
    if (problems.size() > before) {
      return Optional.empty();
    }
    try {
      return Optional.of(found.get().plan(phase, settings, seed));
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(path, told.place(), String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // what YamlFile makes of a mapping
  private static Map<String, Located> map(@Nullable Located located) {
    return located != null && located.value() instanceof Map<?, ?> m
        ? (Map<String, Located>) m
        : Map.of();
  }

  private static void stopIfAny(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
