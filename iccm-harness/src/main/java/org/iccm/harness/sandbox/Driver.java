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
import java.util.Set;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.policy.SeccompProgram;
import org.iccm.harness.policy.SyscallTable;

/** The files of the driver, and the orders for one job of Python. Thread-safe. */
final class Driver {
  private static final List<String> FILES =
      List.of(
          "envelope.py",
          "parents.py",
          "apart.py",
          "confine.py",
          "tenant.py",
          "watched.py",
          "container.py",
          "groups.py",
          "kernel.py",
          "memory.py",
          "streams.py",
          "recorder.py",
          "recorder_lines.py",
          "recorder_text.py",
          "recorder_canaries.py",
          "probe.py",
          "java_side.py",
          "iccm_reach/__init__.py",
          "iccm_reach/child/sitecustomize.py",
          "iccm_reach/naming.py",
          "iccm_reach/runs.py",
          "iccm_reach/spawning.py",
          "iccm_reach/tracer.py",
          "boundary/__init__.py",
          "boundary/binder.py",
          "boundary/candidate.py",
          "boundary/codec.py",
          "boundary/errors.py",
          "boundary/given.py",
          "boundary/guard.py",
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

  /** What a suite has to say for some of pytest's plug-ins to matter; see recorder_lines.py. */
  private static final List<String> WORDS =
      List.of(
          "capsys", "capfd", "caplog", "tmpdir", "testdir", "skip", "xfail", "unittest", "warn");

  private static final int MESSAGE_CHARS = 4000;

  private static final int MOST_SUITES = 64;

  private final Map<TestSuite, Tests> known =
      new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TestSuite, Tests> eldest) {
          return size() > MOST_SUITES;
        }
      };

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final String digest;
  private final String callFilter;
  private final Set<Safeguard> off;

  /**
   * What all runs of a suite have in common.
   *
   * @param files content by path
   * @param key a digest of it
   * @param conftest whether it configures pytest itself
   * @param words of {@link #WORDS}, those that it says
   */
  private record Tests(
      Map<String, byte[]> files, String key, boolean conftest, List<String> words) {
    static Tests of(TestSuite suite) {
      Map<String, byte[]> files = new LinkedHashMap<>();
      List<String> identity = new ArrayList<>();
      for (SourceFile f : suite.files()) {
        files.put(f.path(), utf8(f.text()));
        identity.add(f.path());
        identity.add(f.text());
      }
      return new Tests(
          files,
          Digests.of(identity.toArray(String[]::new)),
          files.keySet().stream().anyMatch(p -> p.matches("(.*/)?conftest\\.py")),
          WORDS.stream()
              .filter(w -> suite.files().stream().anyMatch(f -> f.text().contains(w)))
              .toList());
    }
  }

  Driver() {
    this(Set.of());
  }

  /** Without some safeguards, for proofs that they are needed. */
  Driver(Set<Safeguard> off) {
    this.off = Set.copyOf(off);
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
    callFilter =
        off.contains(Safeguard.CALLS)
            ? ""
            : HexFormat.of().formatHex(SeccompProgram.assemble(SyscallTable.standard()));
    String missing = off.isEmpty() ? "" : "without " + Safeguard.names(off);
    digest = Digests.of(all.toString() + missing, callFilter);
  }

  String digest() {
    return digest;
  }

  Map<String, byte[]> files() {
    return files;
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
    Job together = run(run, accepted, facts, secret, List.of());
    Map<String, Object> orders = new LinkedHashMap<>(together.orders());
    orders.put("job", "isolated");
    orders.put("paths", List.of());
    orders.put("temporary", SandboxPolicy.TEMPORARY + "/pytest");
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
    // its digest covers the shape
    String key = Digests.of("isolated", together.suiteKey(), run.suite().environmentDigest());
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

  static Map<String, byte[]> content(CandidateFiles accepted) {
    Map<String, byte[]> content = new LinkedHashMap<>();
    accepted.accepted().forEach((path, text) -> content.put(path, utf8(text)));
    return content;
  }

  /** Tests and candidate in one process, with tests of these names that must fail among them. */
  Job run(
      TestRun run, CandidateFiles accepted, Box.Facts facts, String secret, List<String> canaries) {
    ResourceLimits limits = run.suite().environment().limits();
    Tests tests;
    synchronized (known) {
      tests = known.computeIfAbsent(run.suite().suite(), Tests::of);
    }
    Map<String, byte[]> candidate = content(accepted);
    Map<String, Object> orders = orders("run", facts, limits);
    List<String> ids = run.testIds().stream().map(TestId::value).toList();
    orders.put("ids", ids);
    orders.put("canaries", canaries);
    orders.put(
        "paths",
        ids.stream()
            .map(id -> id.contains("::") ? id.substring(0, id.indexOf("::")) : id)
            .distinct()
            .filter(tests.files::containsKey)
            .sorted()
            .toList());
    orders.put("conftest", tests.conftest);
    orders.put("words", tests.words);
    orders.put("seconds", run.timeLimit().toMillis() / 1000.0);
    return new Job(
        files, tests.files, tests.key, candidate, orders, secret, limits, Optional.empty());
  }

  /**
   * The original's tests, each with a note of what it runs.
   *
   * @param run the tests; its time limit is that of each
   * @param accepted the original
   * @param classes names of its classes by path
   * @param alone whether tests run in the process that collects them, not in one of their own
   */
  Job reach(
      TestRun run,
      CandidateFiles accepted,
      Map<String, List<String>> classes,
      boolean alone,
      Box.Facts facts,
      String secret) {
    Job plain = run(run, accepted, facts, secret, List.of());
    Map<String, Object> orders = new LinkedHashMap<>(plain.orders());
    double each = 5 + 2 * run.timeLimit().toMillis() / 1000.0;
    orders.put("job", "reach");
    orders.put("classes", classes);
    orders.put("alone", alone);
    orders.put("testSeconds", each);
    orders.put("seconds", 2 * each + run.testIds().size());
    return new Job(
        files,
        plain.suite(),
        // its runs begin their sessions themselves
        Digests.of("reach", plain.suiteKey()),
        plain.candidate(),
        orders,
        secret,
        plain.limits(),
        Optional.empty());
  }

  Map<String, Object> orders(String job, Box.Facts facts, ResourceLimits limits) {
    Map<String, Object> orders = new LinkedHashMap<>();
    orders.put("job", job);
    orders.put("root", SandboxPolicy.WORK);
    orders.put("suite", SandboxPolicy.SUITE);
    orders.put("candidate", SandboxPolicy.WORK + "/" + SandboxPolicy.SOURCES);
    orders.put("ini", SandboxPolicy.WORK + "/" + SandboxPolicy.AGENT + "/pytest.ini");
    orders.put("environment", List.copyOf(SandboxPolicy.environment().keySet()));
    orders.put("packages", facts.packages());
    orders.put("wheels", List.of());
    orders.put("workingDirectory", SandboxPolicy.TEMPORARY);
    orders.put("messageChars", MESSAGE_CHARS * wider(Safeguard.OUTPUT, 64));
    orders.put("outputBytes", limits.outputBytes() * wider(Safeguard.OUTPUT, 64));
    orders.put("openFiles", limits.openFiles());
    orders.put("diskBytes", limits.diskBytes());
    long bytes = wider(Safeguard.TEMPORARY_BYTES, 4);
    orders.put("temporaryBytes", SandboxPolicy.temporaryBytes(limits) * bytes);
    orders.put("sharedMemoryBytes", SandboxPolicy.sharedMemoryBytes(limits) * bytes);
    long count = wider(Safeguard.TEMPORARY_FILES, 4);
    orders.put("temporaryFiles", SandboxPolicy.FILES_IN_TEMPORARY * count);
    orders.put("sharedMemoryFiles", SandboxPolicy.FILES_IN_SHARED_MEMORY * count);
    orders.put("processes", limits.processes() * wider(Safeguard.PROCESS_COUNT, 8));
    orders.put("processLimit", facts.ownProcessLimit());
    orders.put("memoryBytes", limits.memoryBytes() * wider(Safeguard.MEMORY, 4));
    orders.put("memoryLimit", facts.ownMemoryLimit());
    orders.put("cpus", limits.cpus());
    orders.put("seconds", 0);
    orders.put("seccomp", callFilter);
    orders.put("off", Safeguard.names(off));
    return orders;
  }

  private long wider(Safeguard limit, int factor) {
    return off.contains(limit) ? factor : 1;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
