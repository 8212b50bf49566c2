package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.policy.SeccompProgram;
import org.iccm.harness.policy.SyscallTable;

/** The files of the driver, and the orders for one job. Immutable and thread-safe. */
final class Driver {
  private static final List<String> FILES =
      List.of(
          "agent.py",
          "envelope.py",
          "parents.py",
          "confine.py",
          "kernel.py",
          "memory.py",
          "streams.py",
          "recorder.py",
          "recorder_lines.py",
          "probe.py",
          "boundary/__init__.py",
          "boundary/binder.py",
          "boundary/candidate.py",
          "boundary/codec.py",
          "boundary/errors.py",
          "boundary/given.py",
          "boundary/link.py",
          "boundary/making.py",
          "boundary/mirror.py",
          "boundary/modules.py",
          "boundary/objects.py",
          "boundary/printed.py",
          "boundary/proxies.py",
          "boundary/reflection.py",
          "boundary/shape.py",
          "boundary/shares.py",
          "boundary/special.py",
          "boundary/stand_in.py",
          "boundary/tests_side.py",
          "boundary/uses.py",
          "boundary/values.py",
          "boundary/wire.py");
  private static final int MESSAGE_CHARS = 4000;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final String digest;
  private final String callFilter;

  Driver() {
    StringBuilder all = new StringBuilder();
    for (String name : FILES) {
      try (InputStream in = Driver.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("the jar of iccm-harness lacks " + name);
        }
        byte[] bytes = in.readAllBytes();
        files.put(name, bytes);
        all.append(new String(bytes, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    files.put("pytest.ini", "[pytest]\n".getBytes(StandardCharsets.US_ASCII));
    // readable by the host's root alone; a probe inside tries to
    files.put(SandboxPolicy.ROOT_ONLY, new byte[] {'x'});
    callFilter = HexFormat.of().formatHex(SeccompProgram.assemble(SyscallTable.standard()));
    digest = Digests.of(all.toString(), callFilter);
  }

  String digest() {
    return digest;
  }

  Job probe(Box.Facts facts, String secret) {
    Map<String, Object> orders = orders("probe", facts, ResourceLimits.DEFAULT);
    orders.put("rootOnly", facts.byRoot() ? SandboxPolicy.rootOnly() : "");
    return new Job(
        files, Map.of(), "", Map.of(), orders, secret, ResourceLimits.DEFAULT, Optional.empty());
  }

  /** Asks what the original's interface is, as data. */
  Job shape(CandidateFiles original, Box.Facts facts, ResourceLimits limits, String secret) {
    Map<String, Object> orders = orders("shape", facts, limits);
    orders.put("seconds", 20);
    return new Job(
        files, Map.of(), "", content(original), orders, secret, limits, Optional.empty());
  }

  /** Tests in one process, the candidate in its twin; a shape stands for the application. */
  Job isolated(
      TestRun run, CandidateFiles accepted, JsonNode shape, Box.Facts facts, String secret) {
    Job together = run(run, accepted, facts, secret);
    Map<String, Object> orders = new LinkedHashMap<>(together.orders());
    orders.put("job", "isolated");
    orders.put("paths", List.of());
    orders.put("temporary", null);
    orders.put("shape", shape);
    Map<String, Object> others = orders("candidate", facts, together.limits());
    others.put("seconds", orders.get("seconds"));
    Job twin =
        new Job(
            files,
            Map.of(),
            "",
            together.candidate(),
            others,
            secret,
            together.limits(),
            Optional.empty());
    String key = Digests.of("isolated", together.suiteKey(), shape.toString());
    return new Job(
        files,
        together.suite(),
        key,
        Map.of(),
        orders,
        secret,
        together.limits(),
        Optional.of(twin));
  }

  private static Map<String, byte[]> content(CandidateFiles accepted) {
    Map<String, byte[]> content = new LinkedHashMap<>();
    accepted.accepted().forEach((path, text) -> content.put(path, utf8(text)));
    return content;
  }

  Job run(TestRun run, CandidateFiles accepted, Box.Facts facts, String secret) {
    ResourceLimits limits = run.suite().environment().limits();
    List<SourceFile> tests = run.suite().suite().files();
    Map<String, byte[]> suite = new LinkedHashMap<>();
    List<String> identity = new ArrayList<>();
    for (SourceFile f : tests) {
      suite.put(f.path(), utf8(f.text()));
      identity.add(f.path());
      identity.add(f.text());
    }
    Map<String, byte[]> candidate = content(accepted);
    Map<String, Object> orders = orders("run", facts, limits);
    List<String> ids = run.testIds().stream().map(TestId::value).toList();
    orders.put("ids", ids);
    orders.put(
        "paths",
        ids.stream()
            .map(id -> id.replaceFirst("::.*", ""))
            .distinct()
            .filter(suite::containsKey)
            .sorted()
            .toList());
    orders.put("conftest", tests.stream().anyMatch(f -> f.path().matches("(.*/)?conftest\\.py")));
    orders.put("caplog", tests.stream().anyMatch(f -> f.text().contains("caplog")));
    orders.put("seconds", run.timeLimit().toMillis() / 1000.0);
    String key = Digests.of(identity.toArray(String[]::new));
    return new Job(files, suite, key, candidate, orders, secret, limits, Optional.empty());
  }

  private Map<String, Object> orders(String job, Box.Facts facts, ResourceLimits limits) {
    Map<String, Object> orders = new LinkedHashMap<>();
    orders.put("job", job);
    orders.put("root", SandboxPolicy.WORK);
    orders.put("suite", SandboxPolicy.SUITE);
    orders.put("candidate", SandboxPolicy.WORK + "/" + SandboxPolicy.SOURCES);
    orders.put("ini", SandboxPolicy.WORK + "/" + SandboxPolicy.AGENT + "/pytest.ini");
    orders.put("environment", List.copyOf(SandboxPolicy.environment().keySet()));
    orders.put("packages", facts.packages());
    orders.put("workingDirectory", SandboxPolicy.TEMPORARY);
    orders.put("messageChars", MESSAGE_CHARS);
    orders.put("outputBytes", limits.outputBytes());
    orders.put("openFiles", limits.openFiles());
    orders.put("diskBytes", limits.diskBytes());
    orders.put("temporaryBytes", SandboxPolicy.temporaryBytes(limits));
    orders.put("sharedMemoryBytes", SandboxPolicy.sharedMemoryBytes(limits));
    orders.put("temporaryFiles", SandboxPolicy.FILES_IN_TEMPORARY);
    orders.put("sharedMemoryFiles", SandboxPolicy.FILES_IN_SHARED_MEMORY);
    orders.put("processes", limits.processes());
    orders.put("processLimit", facts.ownProcessLimit());
    orders.put("memoryBytes", limits.memoryBytes());
    orders.put("memoryLimit", facts.ownMemoryLimit());
    orders.put("cpus", limits.cpus());
    orders.put("seconds", 0);
    orders.put("seccomp", callFilter);
    return orders;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
