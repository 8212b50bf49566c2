package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.Digests;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.wheels.LockedPackage;
import org.iccm.harness.wheels.PythonTarget;

/**
 * What a probe found inside a sandbox.
 *
 * @param digest of what shapes results: interpreter, packages, driver, policy
 * @param protectedModules modules that a candidate must not replace
 * @param installed installed packages, normalised name to version
 * @param target the Python that wheels have to fit; empty if they cannot be chosen for it
 */
record PythonEnvironment(
    String digest,
    Set<String> protectedModules,
    Map<String, String> installed,
    Optional<PythonTarget> target) {
  private static final int OLDEST_MINOR = 9;

  /** What wheels for Linux ask for; two digits are what their names can say. */
  private static final Pattern GLIBC = Pattern.compile("glibc 2\\.(1[7-9]|[2-9][0-9])(?:\\..*)?");

  /**
   * Reads a probe's answer and refuses a sandbox that leaks.
   *
   * @param box the sandbox's name
   * @param answer its output line
   * @param driver digest of the driver's files
   * @param off safeguards that are missing: then it is no wonder that it leaks
   */
  static PythonEnvironment read(String box, String answer, String driver, Set<Safeguard> off) {
    JsonNode facts = ProbeAnswer.read(box, answer, off);
    String python = facts.path("python").asText();
    if (!python.matches("3\\.\\d+.*") || minor(python) < OLDEST_MINOR) {
      throw new RunnerException(
          box,
          false,
          box
              + ": Python "
              + python
              + " in the sandbox is too old: provide 3."
              + OLDEST_MINOR
              + " or newer");
    }
    if (facts.path("pytest").asText().isEmpty()) {
      throw new RunnerException(
          box,
          false,
          box
              + ": Python "
              + python
              + " in the sandbox has no pytest: use an image or root"
              + " filesystem with pytest (scripts/provision.sh makes one)");
    }
    Map<String, String> installed = new TreeMap<>();
    facts
        .path("installed")
        .properties()
        .forEach(
            e ->
                installed.put(LockedPackage.normalised(e.getKey().strip()), e.getValue().asText()));
    Set<String> names = new HashSet<>();
    facts.path("protected").forEach(n -> names.add(n.asText()));
    String digest =
        Digests.of(
            SandboxPolicy.VERSION,
            driver,
            facts.path("implementation").asText(),
            python,
            facts.path("machine").asText(),
            facts.path("system").asText(),
            installed.toString());
    return new PythonEnvironment(digest, Set.copyOf(names), installed, target(facts, python));
  }

  private static Optional<PythonTarget> target(JsonNode facts, String python) {
    Matcher libc = GLIBC.matcher(facts.path("libc").asText());
    String machine = facts.path("machine").asText();
    return facts.path("implementation").asText().equals("CPython") && libc.matches()
        ? Optional.of(new PythonTarget(minor(python), machine, Integer.parseInt(libc.group(1))))
        : Optional.empty();
  }

  private static int minor(String version) {
    return Integer.parseInt(version.split("\\.")[1].replaceAll("\\D.*", ""));
  }

  /** Packages that are asked for and not there. */
  List<String> missing(List<String> dependencies) {
    return dependencies.stream().filter(d -> !installed.containsKey(name(d))).toList();
  }

  /** The package that a dependency asks for. */
  static String name(String dependency) {
    return LockedPackage.normalised(dependency.strip().replaceFirst("[^A-Za-z0-9._-].*", ""));
  }
}
