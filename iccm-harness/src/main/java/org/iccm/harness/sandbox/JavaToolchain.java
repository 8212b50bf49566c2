package org.iccm.harness.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestRun;

/**
 * Java: the driver takes JUnit's jars along and the launcher of {@code org.iccm.harness.junit}.
 * Immutable and thread-safe.
 */
final class JavaToolchain implements Toolchain {
  static final String LANGUAGE = "java";
  private static final String LAUNCHER = "/org/iccm/harness/junit/";

  /** All of the package, as a test makes sure. */
  static final List<String> CLASSES =
      List.of(
          "Main",
          "MemoryCompiler",
          "MemoryCompiler$Compiled",
          "MemoryCompiler$Files",
          "MemoryCompiler$Result",
          "MemoryCompiler$Text",
          "Orders",
          "Recorder",
          "Report",
          "Session",
          "SuiteLoader",
          "TestNames");

  private static final List<String> JARS =
      List.of(
          "apiguardian-api",
          "junit-jupiter-api",
          "junit-jupiter-engine",
          "junit-jupiter-params",
          "junit-platform-commons",
          "junit-platform-engine",
          "junit-platform-launcher",
          "opentest4j");

  private final Driver driver = new Driver(Set.of());
  private final Map<String, byte[]> files = new LinkedHashMap<>(driver.files());
  private final String digest;

  JavaToolchain() {
    List<String> all = new ArrayList<>(List.of(driver.digest()));
    for (String jar : JARS) {
      byte[] bytes = resource(LAUNCHER + "jars/" + jar + ".jar");
      files.put("junit/" + jar + ".jar", bytes);
      all.add(Digests.of(new String(bytes, StandardCharsets.ISO_8859_1)));
    }
    byte[] launcher = launcher();
    files.put("launcher.jar", launcher);
    all.add(Digests.of(new String(launcher, StandardCharsets.ISO_8859_1)));
    digest = Digests.of(all);
  }

  /** A jar, because class data sharing works with nothing else. */
  private static byte[] launcher() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (String name : CLASSES) {
        JarEntry entry = new JarEntry(LAUNCHER.substring(1) + name + ".class");
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(resource(LAUNCHER + name + ".class"));
        jar.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] resource(String path) {
    try (InputStream in = JavaToolchain.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jar of iccm-harness lacks " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String language() {
    return LANGUAGE;
  }

  @Override
  public Job probe(Box.Facts facts, String secret) {
    Job python = driver.probe(facts, secret);
    Map<String, Object> orders = new LinkedHashMap<>(python.orders());
    orders.put("language", LANGUAGE);
    return new Job(
        files, Map.of(), "", Map.of(), orders, secret, python.limits(), Optional.empty());
  }

  @Override
  public Environment environment(String box, String answer) {
    return JavaEnvironment.read(box, answer, digest);
  }

  @Override
  public boolean tracesReach() {
    return false;
  }

  @Override
  public List<String> canaries(TestRun run, SecureRandom random) {
    return List.of();
  }

  @Override
  public Job run(
      TestRun run, CandidateFiles accepted, Box.Facts facts, String secret, List<String> canaries) {
    ResourceLimits limits = run.suite().environment().limits();
    Map<String, byte[]> suite = new LinkedHashMap<>();
    List<String> identity = new ArrayList<>(List.of(LANGUAGE));
    for (SourceFile f : run.suite().suite().files()) {
      suite.put(f.path(), Driver.utf8(f.text()));
      identity.add(f.path());
      identity.add(f.text());
    }
    Map<String, Object> orders = driver.orders(LANGUAGE, facts, limits);
    orders.put("language", LANGUAGE);
    orders.put("work", "run");
    orders.put("ids", run.testIds().stream().map(TestId::value).toList());
    orders.put("seconds", run.timeLimit().toMillis() / 1000.0);
    return new Job(
        files,
        suite,
        Digests.of(identity.toArray(String[]::new)),
        Driver.content(accepted),
        orders,
        secret,
        limits,
        Optional.empty(),
        Optional.empty());
  }
}
