package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.policy.Safeguard;

/**
 * What a probe found in a sandbox for Java.
 *
 * @param box the sandbox's name
 * @param digest of what shapes results: runtime, JUnit, driver, policy
 */
record JavaEnvironment(String box, String digest) implements Environment {
  private static final int OLDEST = 17;

  /** What suites may name among their dependencies: it is there anyway. */
  private static final Set<String> PRESENT =
      Set.of("junit", "junit-jupiter", "junit-jupiter-params");

  /**
   * Reads a probe's answer and refuses a sandbox that leaks or has no Java.
   *
   * @param box the sandbox's name
   * @param answer its output line
   * @param driver digest of the driver's files
   */
  static JavaEnvironment read(String box, String answer, String driver) {
    JsonNode facts = ProbeAnswer.read(box, answer, Set.of());
    String java = facts.path("java").asText();
    List<String> modules = new ArrayList<>();
    facts.path("javaModules").forEach(m -> modules.add(m.asText()));
    if (java.isEmpty()) {
      throw lacks(box, "no Java that starts");
    }
    int version = version(java);
    if (version < OLDEST) {
      throw lacks(box, "Java " + version + ", which is too old: provide " + OLDEST + " or newer");
    }
    for (String needed : List.of("jdk.compiler", "java.management", "jdk.zipfs")) {
      if (modules.stream().noneMatch(m -> m.matches(needed + "(@.*)?"))) {
        throw lacks(box, "a Java without module " + needed);
      }
    }
    return new JavaEnvironment(
        box,
        Digests.of(
            SandboxPolicy.VERSION,
            driver,
            java,
            modules.toString(),
            facts.path("machine").asText(),
            facts.path("system").asText()));
  }

  private static int version(String text) {
    String number = text.replaceFirst("(?s)^\\S+ (\\d+).*", "$1");
    return number.matches("\\d{1,4}") ? Integer.parseInt(number) : 0;
  }

  private static RunnerException lacks(String box, String what) {
    return new RunnerException(
        box,
        false,
        box
            + ": the sandbox for Java has "
            + what
            + " (scripts/provision.sh java-rootfs, or java-image for docker, makes one)");
  }

  @Override
  public String digest(Packages.Brought brought) {
    return digest;
  }

  @Override
  public Packages.Brought brought(TestSuite suite, List<String> others) {
    List<String> missing =
        Stream.concat(suite.dependencies().stream(), others.stream())
            .filter(d -> !PRESENT.contains(d.replaceFirst("[^A-Za-z0-9._-].*", "")))
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      throw new RunnerException(
          box,
          false,
          suite.applicationId()
              + ": the sandbox lacks "
              + String.join(", ", missing)
              + ": suites in Java have JUnit 5 and the JDK alone");
    }
    return Packages.NONE;
  }

  @Override
  public CandidateFiles select(
      List<SourceFile> files, Packages.Brought brought, long maxBytes, Set<Safeguard> off) {
    return CandidateFiles.selectJava(files, maxBytes);
  }
}
