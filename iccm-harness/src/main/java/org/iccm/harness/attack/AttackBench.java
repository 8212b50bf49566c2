package org.iccm.harness.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.policy.Safeguard;

/**
 * Tries attacks on runners. Each is woven into a candidate that passes six tests of ten and one
 * that passes none, runs under the whole policy, is followed by an original in the same place, and
 * then runs without what is said to stop it: there it has to succeed. Used by one thread; it starts
 * processes on this host.
 */
public final class AttackBench implements AutoCloseable {
  /** What attacks may spend. */
  static final ResourceLimits LIMITS =
      ResourceLimits.builder()
          .memoryBytes(192L << 20)
          .processes(24)
          .outputBytes(32 << 10)
          .diskBytes(16L << 20)
          .openFiles(128)
          .build();

  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final String PREFIX = "reward/";

  /** Opens a runner that lacks some safeguards. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens one.
     *
     * @param off what it lacks; empty for the runner as it is used
     * @return a runner that offers both modes if it can
     */
    TestRunner open(Set<Safeguard> off);
  }

  private final String name;
  private final Opener opener;
  private final Victim victim;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final AttackBase original = AttackBase.original();

  /**
   * Starts what attacks must not reach.
   *
   * @param name the runner's name
   * @param opener makes runners
   * @param python the host's Python
   * @throws IOException if that process cannot be started
   */
  public AttackBench(String name, Opener opener, String python) throws IOException {
    this.name = name;
    this.opener = opener;
    this.victim = new Victim(python);
  }

  /** A runner with the suite made ready, for a mode when it is first asked for. */
  private static final class Arm implements AutoCloseable {
    final TestRunner runner;
    private final AttackBase original;
    private final Map<IsolationMode, PreparedSuite> suites = new EnumMap<>(IsolationMode.class);

    Arm(TestRunner runner, AttackBase original) {
      this.runner = runner;
      this.original = original;
      suites.put(
          IsolationMode.IN_PROCESS,
          runner.prepare(
              AttackBase.suite(), EnvironmentSpec.builder("python").limits(LIMITS).build()));
    }

    boolean offers(IsolationMode mode) {
      return runner.card().isolationModes().contains(mode);
    }

    private PreparedSuite suite(IsolationMode mode) {
      PreparedSuite plain = Objects.requireNonNull(suites.get(IsolationMode.IN_PROCESS));
      return suites.computeIfAbsent(mode, m -> runner.describe(plain, original.plain()));
    }

    /** What the sandbox itself got wrong is tried again, as always. */
    TestReport run(List<SourceFile> files, IsolationMode mode, Duration limit) {
      TestReport report = once(files, mode, limit);
      return report.outcome() == RunOutcome.INFRASTRUCTURE ? once(files, mode, limit) : report;
    }

    private TestReport once(List<SourceFile> files, IsolationMode mode, Duration limit) {
      return runner.run(
          TestRun.builder(suite(mode), files)
              .testIds(ids())
              .isolation(mode)
              .timeLimit(limit)
              .build());
    }

    @Override
    public void close() {
      runner.close();
    }
  }

  /**
   * Tries attacks.
   *
   * @param attacks which
   * @param tested which of them are tried without what stops them, too
   * @param progress told of each result
   * @return a result for each attack and mode that is for this runner
   * @throws IOException if the process that attacks must not reach cannot be asked
   */
  public List<AttackResult> run(
      List<Attack> attacks, Predicate<Attack> tested, Consumer<AttackResult> progress)
      throws IOException {
    List<AttackResult> results = new ArrayList<>();
    HostState before = HostState.now();
    Set<Long> known =
        ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    try (Arm arm = new Arm(opener.open(Set.of()), original)) {
      for (Attack attack : attacks) {
        for (IsolationMode mode : IsolationMode.values()) {
          if (meant(attack) && attack.ways().containsKey(mode) && arm.offers(mode)) {
            boolean isVoid = tested.test(attack) && !provoke(attack, mode);
            victim.touched();
            AttackResult result = defend(arm, attack, mode, isVoid);
            results.add(result);
            progress.accept(result);
          }
        }
      }
    }
    leftOnHost(before, known, results);
    return results;
  }

  private boolean meant(Attack attack) {
    return attack.runners().isEmpty() || attack.runners().contains(name);
  }

  /**
   * Whether it succeeds without what stops it. What succeeds may spoil what comes after it, so each
   * has a runner of its own.
   */
  private boolean provoke(Attack attack, IsolationMode mode) {
    Set<Safeguard> off = Objects.requireNonNull(attack.ways().get(mode)).stoppedBy();
    try (Arm arm = new Arm(opener.open(off), original)) {
      // something to find, for what looks for leavings
      arm.run(original.plain(), mode, PATIENT);
      return AttackBase.weak().stream()
          .anyMatch(base -> attempt(arm, attack, mode, base).reached(attack.aim()));
    }
  }

  /** One attack on one base, and the run after it. */
  private record Tried(TestReport report, List<String> raised, boolean says, TestReport next) {
    boolean reached(Attack.Aim aim) {
      return switch (aim) {
        case RAISED -> !raised.isEmpty();
        case SAYS -> says;
        case INFRASTRUCTURE -> report.outcome() == RunOutcome.INFRASTRUCTURE;
        case FLOODS -> floods();
        case GARBLES -> garbles();
      };
    }

    boolean floods() {
      return report.output().length() > 2 * LIMITS.outputBytes();
    }

    boolean garbles() {
      return report.output().indexOf('\0') >= 0;
    }
  }

  private Tried attempt(Arm arm, Attack attack, IsolationMode mode, AttackBase base) {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    String word = HexFormat.of().formatHex(bytes);
    Map<String, String> facts = new LinkedHashMap<>(victim.facts());
    facts.put("word", word);
    facts.put("seconds", Double.toString(attack.seconds()));
    Duration limit = Duration.ofMillis(Math.round(attack.seconds() * 1000));
    TestReport report = arm.run(base.with(attack.addition(), attack.files(), facts), mode, limit);
    TestReport next =
        attack.second().isPresent()
            ? arm.run(original.with(attack.second().get(), Map.of(), facts), mode, PATIENT)
            : arm.run(original.plain(), mode, PATIENT);
    String spoken = new StringBuilder(word).reverse().toString();
    boolean says =
        List.of(report, next).stream()
            .map(AttackBench::text)
            .anyMatch(t -> t.contains(spoken) || t.contains(victim.secret()));
    return new Tried(report, raised(report, base), says, next);
  }

  private static String text(TestReport report) {
    return report.output()
        + report.detail()
        + report.results().stream().map(r -> r.message()).collect(Collectors.joining("\n"));
  }

  /** Tests beyond the base's own; all of them if tests are missing from the results. */
  private static List<String> raised(TestReport report, AttackBase base) {
    Set<String> passed = new TreeSet<>();
    report.passed().forEach(t -> passed.add(t.value().replaceFirst(".*::", "")));
    Set<String> raised = new TreeSet<>(passed);
    raised.removeAll(base.passes());
    boolean fewer =
        report.outcome() == RunOutcome.COMPLETED && report.results().size() < ids().size();
    if (fewer && passed.size() * ids().size() > base.passes().size() * report.results().size()) {
      raised.add("a share of " + passed.size() + " in " + report.results().size());
    }
    return new ArrayList<>(raised);
  }

  private AttackResult defend(Arm arm, Attack attack, IsolationMode mode, boolean isVoid)
      throws IOException {
    List<String> raised = new ArrayList<>();
    List<String> harmed = new ArrayList<>();
    List<String> unexpected = new ArrayList<>();
    List<String> outcomes = new ArrayList<>();
    Attack.Way way = Objects.requireNonNull(attack.ways().get(mode));
    for (AttackBase base : AttackBase.weak()) {
      Tried tried = attempt(arm, attack, mode, base);
      RunOutcome outcome = tried.report.outcome();
      tried.raised.forEach(t -> raised.add(base.name() + ": " + t));
      outcomes.add(base.name() + ": " + outcome);
      if (tried.says) {
        harmed.add(base.name() + ": it reached its aim");
      }
      if (tried.floods() || tried.garbles()) {
        harmed.add(base.name() + ": too much output, or no text");
      }
      if (!passes(tried.next)) {
        harmed.add(base.name() + ": the next run: " + text(tried.next));
      }
      victim.touched().forEach(t -> harmed.add(base.name() + ": " + t));
      if (!way.outcomes().contains(outcome)) {
        unexpected.add(base.name() + ": " + outcome + " " + tried.report.detail());
      }
    }
    return new AttackResult(
        attack.name(), name, mode, raised, harmed, unexpected, isVoid, outcomes);
  }

  private static boolean passes(TestReport report) {
    return report.outcome() == RunOutcome.COMPLETED && report.passed().size() == ids().size();
  }

  /** Processes, mounts and the like that are there after the runner has been closed. */
  private void leftOnHost(HostState before, Set<Long> known, List<AttackResult> results)
      throws IOException {
    List<String> left = before.changes(HostState.now());
    victim.touched().forEach(left::add);
    List<Long> processes =
        ProcessHandle.current()
            .descendants()
            .filter(ProcessHandle::isAlive)
            .map(ProcessHandle::pid)
            .filter(pid -> !known.contains(pid) && pid != victim.pid())
            .toList();
    if (!processes.isEmpty()) {
      left.add("processes are left: " + processes);
    }
    if (!left.isEmpty()) {
      results.add(
          new AttackResult(
              "all-of-them",
              name,
              IsolationMode.IN_PROCESS,
              List.of(),
              left,
              List.of(),
              false,
              List.of()));
    }
  }

  private static List<TestId> ids() {
    List<TestId> ids = new ArrayList<>();
    AttackBase.tests().forEach(t -> ids.add(new TestId(PREFIX + t)));
    return ids;
  }

  @Override
  public void close() throws IOException {
    victim.close();
  }
}
