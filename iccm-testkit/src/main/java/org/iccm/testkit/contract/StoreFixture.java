package org.iccm.testkit.contract;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.Split;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.TokenUsage;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredApplication;
import org.iccm.api.store.StoredBatch;
import org.iccm.api.store.StoredCompletion;
import org.iccm.api.store.StoredContext;
import org.iccm.api.store.StoredInventory;
import org.iccm.api.store.StoredReach;
import org.iccm.api.store.StoredReconstruction;
import org.iccm.api.store.StoredRun;
import org.iccm.api.store.StoredSignal;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.doubles.SettableClock;
import org.junit.jupiter.api.AfterEach;

/** What the parts of the store's contract share: stores, values, threads. */
abstract class StoreFixture {
  /**
   * Everything that has broken somebody's database: NUL, half a surrogate pair, quotes, escapes.
   */
  static final String NASTY =
      "a\u0000b \uD83D\uDE80 lone \uD83D and \uDE80, 'quoted' \"twice\" \\ \\u0000 %s $1 ?:x\r\n\t\u2028é";

  final SettableClock clock = new SettableClock();
  private final List<Store> opened = new ArrayList<>();

  /**
   * A store. All stores of one test share one database, which is new and empty at its first store;
   * the contract closes them. The second of two open stores may be refused only if the card says
   * that there is one writer.
   *
   * @param clock the time that it goes by
   * @return a new store on the test's database
   */
  protected abstract Store open(Clock clock);

  @AfterEach
  void closeAll() {
    opened.forEach(Store::close);
  }

  /** Another store on the test's database. */
  final Store store() {
    Store store = open(clock);
    opened.add(store);
    return store;
  }

  /** The same database, closed and opened again. */
  final Store reopened(Store store) {
    store.close();
    return store();
  }

  /** Time passes, whoever's clock the store goes by. */
  final void pass(Duration time) {
    clock.advance(time);
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The call's results from several threads that start in one moment. */
  static <T> List<T> together(int threads, Callable<T> call) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(threads);
    List<Background<T>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      calls.add(
          Background.start(
              () -> {
                ready.countDown();
                ready.await();
                return call.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Background<T> background : calls) {
      results.add(background.within(Duration.ofMinutes(1), "a call").value());
    }
    return results;
  }

  static String hex(String of) {
    return Digests.of(of);
  }

  static StoredApplication application(String id) {
    return StoredApplication.builder(
            ApplicationView.builder(id, "Name " + NASTY, "What it does: " + NASTY, "python")
                .sources(
                    List.of(
                        new SourceFile("shop/fees.py", "def fee():\n    return '" + NASTY + "'\n"),
                        new SourceFile("shop/__init__.py", "")))
                .metadata(ordered("licence", "MIT", "note", NASTY))
                .build(),
            Split.HOLDOUT,
            hex("suite"))
        .build();
  }

  static StoredContext context(String key, String applicationId) {
    Requirement functional =
        Requirement.builder(RequirementKind.FUNCTIONAL, "Fees are rounded up. " + NASTY)
            .units(
                new LinkedHashSet<>(
                    List.of(
                        new UnitId("shop/fees.py", "Fee.total(int)"),
                        new UnitId("shop/a.py", "b"))))
            .build();
    Requirement whole =
        Requirement.builder(RequirementKind.CONSTRAINT, "No imports but math.").build();
    return StoredContext.builder(
            new ContextKey(hex(key)),
            applicationId,
            "rag",
            "fingerprint-1",
            EngineeredContext.builder(List.of(functional, whole, functional))
                .notes(ordered("writer", "small", "chunks", NASTY))
                .build())
        .verdict(
            GateVerdict.builder(false, 123, 100)
                .tokenOverlap(0.1 + 0.2)
                .syntaxOverlap(1.0 / 3)
                .findings(List.of(new GateFinding("budget", 123, 100, "too long " + NASTY)))
                .build())
        .viewDigest(hex("view"))
        .scope(Scope.UNIT)
        .sample(3)
        .build();
  }

  static StoredCompletion completion(String key, String applicationId) {
    return StoredCompletion.builder(
            new CompletionKey(hex(key)),
            "model-a",
            "revision-1",
            2,
            Completion.builder("answer " + NASTY, "server-says-a", FinishReason.OTHER)
                .rawFinishReason("tired " + NASTY)
                .usage(TokenUsage.of(12, Integer.MAX_VALUE + 5L))
                .responseId("id-1")
                .latency(Duration.ofNanos(1_234_567_891))
                .tries(3)
                .build())
        .messagesDigest(hex("messages"))
        .applicationId(applicationId)
        .contextKey(new ContextKey(hex("context of " + key)))
        .build();
  }

  static final UnitId UNIT = new UnitId("shop/fees.py", "Fee.total(int)");

  static StoredCompletion unitCompletion(String key, String applicationId) {
    return completion(key, applicationId).toBuilder().unit(UNIT).build();
  }

  static StoredRun unitRun(String key, String applicationId) {
    return run(key, applicationId).toBuilder().unit(UNIT).build();
  }

  static StoredReconstruction reconstruction(String completion) {
    return StoredReconstruction.builder(
            new CompletionKey(hex(completion)),
            "parser-1",
            List.of(new SourceFile("shop/fees.py", NASTY), new SourceFile("b.py", "")))
        .notes(List.of("left out: " + NASTY))
        .build();
  }

  static StoredRun run(String key, String applicationId) {
    return StoredRun.builder(
            new RunKey(hex(key)),
            "docker",
            TestReport.builder(RunOutcome.TAMPERED)
                .results(
                    List.of(
                        new TestResult(
                            new TestId("reward/t.py::a[\"x\"]"),
                            TestStatus.PASSED,
                            Duration.ofNanos(7),
                            ""),
                        new TestResult(
                            new TestId("report/t.py::b"),
                            TestStatus.MISSING,
                            Duration.ZERO,
                            NASTY)))
                .duration(Duration.ofMillis(1500))
                .output(NASTY)
                .detail("counts differ")
                .isolation(IsolationMode.ISOLATED)
                .build())
        .applicationId(applicationId)
        .reconstructionDigest(hex("files"))
        .build();
  }

  static StoredInventory inventory(String key) {
    return StoredInventory.builder(
            key,
            "app",
            Inventory.builder(List.of(new TestId("a"), new TestId("b")))
                .quarantined(List.of(new TestId("flaky")))
                .trivial(List.of(new TestId("easy")))
                .isolation(IsolationMode.ISOLATED, "a note")
                .failing(List.of(new TestId("broken")))
                .originalTime(Duration.ofNanos(123_456_789))
                .repetitions(5)
                .build())
        .build();
  }

  static StoredReach reach(String key) {
    UnitId one = new UnitId("a.py", "one");
    UnitId two = new UnitId("a.py", "Two.two(self, x)");
    return StoredReach.builder(
            key,
            "app",
            Reach.builder(List.of(two, one, new UnitId("b.py", "never")))
                .test(new TestId("t.py::test[\u00e9-1]"), List.of(one, two), List.of())
                .test(new TestId("t.py::other"), List.of(one), List.of(two))
                .unknown(new TestId("t.py::odd"), "it took too long")
                .build())
        .build();
  }

  static StoredSignal signal(String id, String runId) {
    return StoredSignal.builder(
            id, runId, "reward", 0.1 + 0.2, Instant.parse("2026-03-04T05:06:07.891Z"))
        .contextKey(new ContextKey(hex("context")))
        .details(ordered("mean", "0.5", "note", NASTY))
        .build();
  }

  static StoredBatch batch(String id) {
    return StoredBatch.builder(id, "run-1", "step 7 " + NASTY).build();
  }

  private static Map<String, String> ordered(String k1, String v1, String k2, String v2) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(k1, v1);
    map.put(k2, v2);
    return map;
  }
}
