package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.PreparedSuite;

/** Suites in Java, compiled once against their originals, on their way as text. Thread-safe. */
final class CompiledSuites {
  private static final int MOST = 64;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Compiled> known = new ConcurrentHashMap<>();

  /**
   * A suite as it goes in.
   *
   * @param files classes, and plain files of the suite, by path
   * @param key differs where the files do
   */
  record Compiled(Map<String, byte[]> files, String key) {}

  /**
   * Keeps what the compiler gave.
   *
   * @param suite the suite
   * @param box the sandbox's name, for messages
   * @param lines of the report
   * @throws ApplicationException if suite and original do not compile; it says where
   */
  PreparedSuite described(PreparedSuite suite, String box, List<JsonNode> lines) {
    String id = suite.suite().applicationId();
    String errors =
        lines.stream()
            .filter(l -> l.path("k").asText().equals("error"))
            .map(l -> l.path("message").asText())
            .collect(Collectors.joining("\n"));
    if (!errors.isEmpty()) {
      throw new ApplicationException(
          id, "tests", "application " + id + " and its tests do not compile: mend them. " + errors);
    }
    if (lines.stream().noneMatch(l -> l.path("k").asText().equals("end"))) {
      throw new RunnerException(box, true, "the tests of " + id + " could not be compiled");
    }
    ObjectNode classes = json.createObjectNode();
    for (JsonNode line : lines) {
      if (line.path("k").asText().equals("class")) {
        classes.put(line.path("name").asText(), line.path("content").asText());
      }
    }
    String text = classes.toString();
    return PreparedSuite.builder(
            suite.suite(), suite.environment(), Digests.of(suite.environmentDigest(), text))
        .description(text)
        .build();
  }

  /**
   * Takes it out again.
   *
   * @param suite a described suite
   * @throws IllegalArgumentException if it is not described
   */
  Compiled read(PreparedSuite suite) {
    if (suite.description().isEmpty()) {
      throw new IllegalArgumentException(
          suite.suite().applicationId()
              + ": a run in Java needs a suite from describe(): tests are compiled against the"
              + " original");
    }
    Compiled before = known.get(suite.environmentDigest());
    if (before != null) {
      return before;
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    try {
      json.readTree(suite.description())
          .properties()
          .forEach(
              c ->
                  files.put(
                      c.getKey().replace('.', '/') + ".class",
                      Base64.getDecoder().decode(c.getValue().asText())));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the suite's description is not this runner's", e);
    }
    for (SourceFile f : suite.suite().files()) {
      if (!f.path().endsWith(".java")) {
        files.putIfAbsent(f.path(), Driver.utf8(f.text()));
      }
    }
    Compiled made = new Compiled(files, Digests.of("java", suite.environmentDigest()));
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(suite.environmentDigest(), made);
    return made;
  }
}
