package org.iccm.harness.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.sandbox.SandboxPolicy;

/** Runs the probes in one runner. Used by one thread. */
final class Probes {
  private static final String SUITE = "reward/test_doctor.py";
  private static final List<String> MODULES =
      List.of("doctor_common", "doctor_spending", "doctor_walls");
  private static final Pattern SAID = Pattern.compile("(?m)^probe (\\w+): (.*)$");
  private static final Pattern READ_BACK = Pattern.compile("(?m)^read back: (\\{.*\\})$");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(3);

  /** Small, so that every limit is met soon. */
  private static final ResourceLimits LIMITS =
      ResourceLimits.builder()
          .memoryBytes(192L << 20)
          .processes(24)
          .outputBytes(32 << 10)
          .diskBytes(16L << 20)
          .openFiles(128)
          .build();

  private final TestRunner runner;
  private final Surroundings surroundings;
  private final Map<String, String> readBack = new TreeMap<>();

  Probes(TestRunner runner, Surroundings surroundings) {
    this.runner = runner;
    this.surroundings = surroundings;
  }

  /** What the kernel said inside; after {@link #run()}. */
  Map<String, String> readBack() {
    return readBack;
  }

  /** Runs all. */
  List<ProbeResult> run() {
    List<ProbeResult> results = new ArrayList<>();
    for (String module : MODULES) {
      List<Probe> together =
          Probe.ALL.stream()
              .filter(p -> p.module().equals(module) && p.held() == Probe.Held.SAID)
              .filter(p -> p != Probe.FIND)
              .toList();
      if (!together.isEmpty()) {
        results.addAll(together(together));
      }
    }
    for (Probe probe : Probe.ALL) {
      switch (probe.held()) {
        case SAID -> {}
        case NOTHING_LEFT -> results.addAll(remains(probe));
        case TIMEOUT -> results.add(alone(probe, SHORT, RunOutcome.TIMEOUT));
        case OUT_OF_MEMORY -> results.add(alone(probe, PATIENCE, RunOutcome.OUT_OF_MEMORY));
        case SHORT_OUTPUT -> results.add(output(probe));
      }
    }
    return results;
  }

  private List<ProbeResult> together(List<Probe> probes) {
    List<String> functions = new ArrayList<>(probes.stream().map(Probe::function).toList());
    String module = probes.get(0).module();
    if (module.equals("doctor_walls")) {
      functions.add(Probe.READ_BACK);
    }
    TestReport report = run(module, functions, PATIENCE);
    Map<String, String> said = new TreeMap<>();
    Matcher m = SAID.matcher(report.output());
    while (m.find()) {
      said.put(m.group(1), m.group(2));
    }
    remember(report.output());
    return probes.stream().map(p -> said(p, report, said)).toList();
  }

  private static ProbeResult said(Probe probe, TestReport report, Map<String, String> said) {
    String text = said.getOrDefault(probe.function(), "gave no answer: " + ending(report));
    return result(probe, passed(report, probe.function()), text.equals("held") ? "" : text);
  }

  private void remember(String output) {
    Matcher m = READ_BACK.matcher(output);
    if (m.find()) {
      try {
        JsonNode facts = new ObjectMapper().readTree(m.group(1));
        facts.properties().forEach(e -> readBack.put(e.getKey(), e.getValue().asText()));
      } catch (JsonProcessingException e) {
        readBack.put("unreadable", m.group(1));
      }
    }
  }

  /** A probe that ends its run. */
  private ProbeResult alone(Probe probe, Duration limit, RunOutcome wanted) {
    TestReport report = run(probe.module(), List.of(probe.function()), limit);
    boolean held = report.outcome() == wanted || passed(report, probe.function());
    return result(probe, held, ending(report));
  }

  private ProbeResult output(Probe probe) {
    TestReport report = run(probe.module(), List.of(probe.function()), PATIENCE);
    int length = report.output().length();
    boolean held = passed(report, probe.function()) && length <= 2 * LIMITS.outputBytes();
    return result(probe, held, length + " characters kept, " + ending(report));
  }

  private List<ProbeResult> remains(Probe probe) {
    TestReport left = run(probe.module(), List.of(probe.function()), PATIENCE);
    List<String> onHost = surroundings.leavings();
    ProbeResult first =
        onHost.isEmpty()
            ? result(probe, passed(left, probe.function()), ending(left))
            : result(probe, false, "the host has " + String.join(", ", onHost));
    TestReport next = run(Probe.FIND.module(), List.of(Probe.FIND.function()), PATIENCE);
    Matcher m = SAID.matcher(next.output());
    String text = m.find() ? m.group(2) : "gave no answer: " + ending(next);
    boolean held = passed(next, Probe.FIND.function());
    return List.of(first, result(Probe.FIND, held, text.equals("held") ? "" : text));
  }

  private TestReport run(String module, List<String> functions, Duration limit) {
    TestSuite suite =
        TestSuite.builder(
                "doctor", "python", List.of(new SourceFile(SUITE, tests(module, functions))))
            .build();
    PreparedSuite prepared =
        runner.prepare(suite, EnvironmentSpec.builder("python").limits(LIMITS).build());
    List<SourceFile> files = new ArrayList<>();
    files.add(new SourceFile("doctor_given.py", surroundings.constants() + own()));
    MODULES.forEach(name -> files.add(new SourceFile(name + ".py", text(name + ".py"))));
    List<TestId> ids = functions.stream().map(f -> new TestId(SUITE + "::test_" + f)).toList();
    return runner.run(TestRun.builder(prepared, files).testIds(ids).timeLimit(limit).build());
  }

  private static String own() {
    return """
    PROCESSES = %d
    OPEN_FILES = %d
    DISK = %d
    SHARED = %d
    FILES = %d
    SECONDS = %d
    """
        .formatted(
            LIMITS.processes(),
            LIMITS.openFiles(),
            LIMITS.diskBytes(),
            SandboxPolicy.sharedMemoryBytes(LIMITS),
            SandboxPolicy.FILES_IN_TEMPORARY,
            SHORT.toSeconds());
  }

  private static String tests(String module, List<String> functions) {
    return "import "
        + module
        + "\n"
        + functions.stream()
            .map(
                f ->
                    """


                    def test_%s():
                        try:
                            said = %s.%s()
                        except (OSError, ValueError, TypeError) as e:
                            said = "failed: %%s: %%s" %% (type(e).__name__, e)
                        print("probe %s: " + said)
                        assert said == "held"
                    """
                        .formatted(f, module, f, f))
            .collect(Collectors.joining());
  }

  private static boolean passed(TestReport report, String function) {
    return report.results().stream()
        .filter(r -> r.id().value().equals(SUITE + "::test_" + function))
        .map(TestResult::status)
        .anyMatch(s -> s == TestStatus.PASSED);
  }

  private static ProbeResult result(Probe probe, boolean held, String seen) {
    return new ProbeResult(probe.limit(), probe.function(), probe.what(), held, seen);
  }

  private static String ending(TestReport report) {
    Matcher m = SAID.matcher(report.output());
    String said = m.find() && !m.group(2).equals("held") ? ", " + m.group(2) : "";
    String detail = report.detail().isBlank() ? "" : " (" + report.detail() + ")";
    return report.outcome() + said + detail;
  }

  private static String text(String name) {
    try (InputStream in = Probes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar of iccm-harness lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
