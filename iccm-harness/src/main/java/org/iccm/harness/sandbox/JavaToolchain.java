package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.iccm.api.application.TestId;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestRun;

/**
 * Java: the driver takes JUnit's jars along and the launcher of {@code org.iccm.harness.junit}.
 * Immutable and thread-safe.
 */
final class JavaToolchain implements Toolchain {
  static final String LANGUAGE = "java";
  private static final double DESCRIBING_SECONDS = 60;
  private static final String LAUNCHER = "/org/iccm/harness/junit/";

  /** All of the package, as a test makes sure. */
  static final List<String> CLASSES =
      List.of(
          "Constants",
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
  private final CompiledSuites suites = new CompiledSuites();

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
    Map<String, Object> orders = orders("run", run.suite().environment().limits(), facts);
    orders.put("ids", run.testIds().stream().map(TestId::value).toList());
    orders.put("seconds", run.timeLimit().toMillis() / 1000.0);
    CompiledSuites.Compiled suite = suites.read(run.suite());
    return job(suite.files(), suite.key(), accepted, orders, secret, run.suite());
  }

  @Override
  public Job describe(
      PreparedSuite suite, CandidateFiles original, Box.Facts facts, String secret) {
    Map<String, byte[]> sources = new LinkedHashMap<>();
    suite.suite().files().forEach(f -> sources.put(f.path(), Driver.utf8(f.text())));
    Map<String, Object> orders = orders("describe", suite.environment().limits(), facts);
    orders.put("ids", List.of());
    orders.put("seconds", DESCRIBING_SECONDS);
    return job(
        sources, Digests.of("describe", suite.suite().digest()), original, orders, secret, suite);
  }

  private Map<String, Object> orders(String work, ResourceLimits limits, Box.Facts facts) {
    Map<String, Object> orders = driver.orders(LANGUAGE, facts, limits);
    orders.put("language", LANGUAGE);
    orders.put("work", work);
    return orders;
  }

  private Job job(
      Map<String, byte[]> suite,
      String key,
      CandidateFiles candidate,
      Map<String, Object> orders,
      String secret,
      PreparedSuite of) {
    return new Job(
        files,
        suite,
        key,
        Driver.content(candidate),
        orders,
        secret,
        of.environment().limits(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public boolean describesAll() {
    return true;
  }

  @Override
  public PreparedSuite described(PreparedSuite suite, String box, List<JsonNode> lines) {
    return suites.described(suite, box, lines);
  }
}
