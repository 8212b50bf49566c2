package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestRun;

/** The files of the driver, and the orders for one job. Immutable and thread-safe. */
final class Driver {
  private static final List<String> FILES =
      List.of("agent.py", "recorder.py", "recorder_lines.py", "probe.py");
  private static final int MESSAGE_CHARS = 4000;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final String digest;
  private final ObjectMapper json = new ObjectMapper();

  Driver() {
    StringBuilder all = new StringBuilder();
    for (String name : FILES) {
      try (InputStream in = Driver.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("the jar of iccm-harness lacks " + name);
        }
        byte[] bytes = in.readAllBytes();
        files.put("agent/" + name, bytes);
        all.append(new String(bytes, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    files.put("agent/pytest.ini", "[pytest]\n".getBytes(StandardCharsets.US_ASCII));
    digest = Digests.of(all.toString());
  }

  String digest() {
    return digest;
  }

  Box.Job probe(Box.Facts facts, String secret) {
    Map<String, byte[]> all = new LinkedHashMap<>(files);
    if (facts.byRoot()) {
      all.put(SandboxPolicy.ROOT_ONLY, new byte[] {'x'});
    }
    all.put("agent/run.json", bytes(orders("probe", facts, ResourceLimits.DEFAULT)));
    return new Box.Job(all, secret, ResourceLimits.DEFAULT);
  }

  Box.Job run(TestRun run, CandidateFiles candidate, Box.Facts facts, String secret) {
    ResourceLimits limits = run.suite().environment().limits();
    List<SourceFile> suite = run.suite().suite().files();
    Map<String, byte[]> all = new LinkedHashMap<>(files);
    suite.forEach(f -> all.put(SandboxPolicy.SUITE + "/" + f.path(), utf8(f.text())));
    candidate
        .accepted()
        .forEach((path, text) -> all.put(SandboxPolicy.SOURCES + "/" + path, utf8(text)));
    Map<String, Object> orders = orders("run", facts, limits);
    List<String> ids = run.testIds().stream().map(TestId::value).toList();
    orders.put("ids", ids);
    orders.put(
        "paths",
        ids.stream()
            .map(id -> id.replaceFirst("::.*", ""))
            .distinct()
            .filter(p -> suite.stream().anyMatch(f -> f.path().equals(p)))
            .sorted()
            .toList());
    orders.put("conftest", suite.stream().anyMatch(f -> f.path().matches("(.*/)?conftest\\.py")));
    orders.put("seconds", run.timeLimit().toMillis() / 1000.0);
    all.put("agent/run.json", bytes(orders));
    return new Box.Job(all, secret, limits);
  }

  private Map<String, Object> orders(String job, Box.Facts facts, ResourceLimits limits) {
    Map<String, Object> orders = new LinkedHashMap<>();
    orders.put("job", job);
    orders.put("root", SandboxPolicy.WORK);
    orders.put("suite", SandboxPolicy.SUITE);
    orders.put("candidate", SandboxPolicy.WORK + "/" + SandboxPolicy.SOURCES);
    orders.put("ini", SandboxPolicy.WORK + "/agent/pytest.ini");
    orders.put("rootOnly", SandboxPolicy.WORK + "/" + SandboxPolicy.ROOT_ONLY);
    orders.put("environment", List.copyOf(SandboxPolicy.environment().keySet()));
    orders.put("packages", facts.packages());
    orders.put("workingDirectory", SandboxPolicy.TEMPORARY);
    orders.put("messageChars", MESSAGE_CHARS);
    orders.put("outputBytes", limits.outputBytes());
    orders.put("openFiles", limits.openFiles());
    orders.put("diskBytes", limits.diskBytes());
    orders.put("processes", limits.processes());
    orders.put("processLimit", facts.ownProcessLimit());
    orders.put("memoryBytes", limits.memoryBytes());
    orders.put("memoryLimit", facts.ownMemoryLimit());
    return orders;
  }

  private byte[] bytes(Map<String, Object> orders) {
    try {
      return json.writeValueAsBytes(orders);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("orders are plain values", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
