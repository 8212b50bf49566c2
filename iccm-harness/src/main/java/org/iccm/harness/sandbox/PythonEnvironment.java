package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.iccm.api.application.Digests;
import org.iccm.api.error.RunnerException;

/**
 * What a probe found inside a sandbox.
 *
 * @param digest of what shapes results: interpreter, packages, driver, policy
 * @param protectedModules modules that a candidate must not replace
 * @param installed installed packages, normalised name to version
 */
record PythonEnvironment(
    String digest, Set<String> protectedModules, Map<String, String> installed) {
  private static final int OLDEST_MINOR = 9;

  /**
   * Reads a probe's answer and refuses a sandbox that leaks.
   *
   * @param box the sandbox's name
   * @param answer its output line
   * @param driver digest of the driver's files
   */
  static PythonEnvironment read(String box, String answer, String driver) {
    JsonNode facts;
    try {
      facts = new ObjectMapper().readTree(answer);
    } catch (JsonProcessingException e) {
      throw new RunnerException(box, true, box + ": the probe's answer cannot be read", e);
    }
    List<String> leaks = leaks(facts);
    if (!leaks.isEmpty()) {
      throw new RunnerException(
          box,
          false,
          box
              + " does not confine on this host: "
              + String.join(", ", leaks)
              + ". Use another runner");
    }
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
        .forEach(e -> installed.put(normalised(e.getKey()), e.getValue().asText()));
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
    return new PythonEnvironment(digest, Set.copyOf(names), installed);
  }

  private static List<String> leaks(JsonNode facts) {
    List<String> leaks = new ArrayList<>();
    if (facts.path("uid").asInt() == 0 || facts.path("readsRootOnly").asBoolean()) {
      leaks.add("code runs as root");
    }
    if (!facts.path("network").isEmpty()) {
      leaks.add("there is a network (" + facts.path("network").path(0).asText() + ")");
    }
    if (!facts.path("firstProcess").asBoolean()) {
      leaks.add("processes are not separated");
    }
    if (facts.path("readsShadow").asBoolean()) {
      leaks.add("/etc/shadow can be read");
    }
    for (String place : List.of("Root", "Suite", "Dev")) {
      if (facts.path("writes" + place).asBoolean()) {
        leaks.add(place.toLowerCase(Locale.ROOT) + " can be written");
      }
    }
    if (!facts.path("writesTemporary").asBoolean()) {
      leaks.add("/tmp cannot be written");
    }
    if (facts.path("namespaces").asBoolean()) {
      leaks.add("code can make namespaces of its own");
    }
    return leaks;
  }

  private static int minor(String version) {
    return Integer.parseInt(version.split("\\.")[1].replaceAll("\\D.*", ""));
  }

  /** Packages that are asked for and not there. */
  List<String> missing(List<String> dependencies) {
    return dependencies.stream()
        .filter(d -> !installed.containsKey(normalised(d.replaceFirst("[^A-Za-z0-9._-].*", ""))))
        .toList();
  }

  private static String normalised(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }
}
