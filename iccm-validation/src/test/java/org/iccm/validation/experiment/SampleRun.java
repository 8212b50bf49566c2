package org.iccm.validation.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.TokenUsage;
import org.iccm.api.rollout.ContextKey;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.sample.SampleApplication;

/** A finished run as the pipeline would give it, without a model: for pages and statistics. */
public final class SampleRun {
  /** Tests of each group. */
  public static final int TESTS = 14;

  private static final String REBUILT =
      SampleApplication.SOURCE
          .replace("boards * 7 - 2 - jars", "boards * 7 - jars")
          .replace("    if not fruit:\n        raise ValueError(\"a jar needs a fruit\")\n", "")
          .replace(
              "    best = None\n",
              "    # walk over all labels\n    if not labels:\n        return None\n    best = None\n");

  private SampleRun() {}

  /** Applications that differ in name alone. */
  public static List<Application> applications(String... names) {
    List<Application> all = new ArrayList<>();
    for (String name : names) {
      ApplicationView view =
          ApplicationView.builder(
                  name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-'),
                  name,
                  SampleApplication.view().description(),
                  "python")
              .sources(SampleApplication.view().sources())
              .build();
      all.add(Application.builder(view, SampleApplication.suite()).build());
    }
    return all;
  }

  /** Tests in both groups. */
  public static List<TestId> inventory() {
    return IntStream.range(0, 2 * TESTS)
        .mapToObj(
            i ->
                new TestId(
                    (i < TESTS ? "report/test_shelf.py::test_" : "reward/test_shelf.py::test_")
                        + i))
        .toList();
  }

  /** A rollout that ran, with so many of the report group's tests passed. */
  public static Rollout ran(
      String application, String engineer, String model, int sample, int passed) {
    List<TestResult> results = new ArrayList<>();
    List<TestId> inventory = inventory();
    for (int i = 0; i < inventory.size(); i++) {
      boolean pass = i < TESTS ? i < passed : i % 2 == 0;
      results.add(
          new TestResult(
              inventory.get(i),
              pass ? TestStatus.PASSED : i % 5 == 0 ? TestStatus.ERROR : TestStatus.FAILED,
              Duration.ofMillis(3),
              pass
                  ? ""
                  : "def test_room_of_two_boards():\n>       assert room(3, 2) == 9\n"
                      + "E       assert 11 == 9\nE        +  where 11 = room(3, 2)\n"));
    }
    return base(application, engineer, model, sample, RolloutOutcome.COMPLETED)
        .report(
            TestReport.builder(RunOutcome.COMPLETED)
                .results(results)
                .duration(Duration.ofMillis(310))
                .output("28 tests ran\n")
                .build())
        .build();
  }

  /** A rollout that ended before or without tests. */
  public static Rollout ended(
      String application, String engineer, String model, int sample, RolloutOutcome outcome) {
    return base(application, engineer, model, sample, outcome)
        .detail("shelf.py, line 3: '(' was never closed")
        .build();
  }

  /** What every rollout of this run holds. */
  public static Rollout.Builder base(
      String application, String engineer, String model, int sample, RolloutOutcome outcome) {
    List<Requirement> requirements = new ArrayList<>(SampleApplication.gold().requirements());
    requirements.add(
        0,
        Requirement.builder(RequirementKind.CONSTRAINT, "Nothing outside the standard library.")
            .units(Set.<UnitId>of())
            .build());
    boolean refused = outcome == RolloutOutcome.CONTEXT_REJECTED;
    GateVerdict.Builder gate =
        GateVerdict.builder(!refused, 212, 240).tokenOverlap(0.031).syntaxOverlap(0.0);
    if (refused) {
      gate.findings(
          List.of(
              new GateFinding(
                  "token-overlap", .41, .2, "41 % of its token 8-grams are the source's: reword")));
    }
    return Rollout.builder(application, engineer, model, sample, outcome)
        .modelId(model + "-instruct")
        .modelRevision("1d9614638d18")
        .engineerFingerprint("f1")
        .leaking(engineer.equals("source"))
        .context(
            EngineeredContext.builder(requirements)
                .notes(
                    Map.of(
                        "retrieved",
                        "0.713 shelf.py#room\n0.655 shelf.py#label",
                        "writer",
                        model + "@1d96"))
                .build())
        .contextText(
            "- constraint: Nothing outside the standard library.\n\n## label\n- Without a fruit"
                + " raise ValueError. Else return the fruit's first four letters in capitals, a"
                + " dash, and the year modulo 100.\n\n## room\n- Every board takes seven jars, the"
                + " lowest one two fewer. Return how many jars still fit, below zero when there are"
                + " too many; -1 if boards is below 1.")
        .gate(gate.build())
        .contextKey(new ContextKey(Digests.of(application, engineer, "" + sample)))
        .completion(
            Completion.builder(SampleApplication.answer(REBUILT), model, FinishReason.STOP)
                .usage(TokenUsage.of(410, 190))
                .latency(Duration.ofMillis(7_300))
                .build())
        .files(
            outcome == RolloutOutcome.UNPARSEABLE
                ? List.of()
                : List.of(
                    new SourceFile(
                        SampleApplication.PATH,
                        model.contains("small") ? REBUILT : SampleApplication.PARTLY_WRONG_SOURCE)))
        .inventory(inventory());
  }

  /** Four engineers, two models, six applications, two samples: the shape of a small real run. */
  public static ComparisonResult small() {
    List<Application> applications =
        applications(
            "Jam Shelf", "Seed Tray", "Dusk Clock", "Locker Desk", "Hive Census", "Tide Ledger");
    RolloutRequest request = request(applications, "gold", "rag", "none", "source");
    Random random = new Random(7);
    Map<String, Double> skill = Map.of("gold", .56, "rag", .34, "none", .12, "source", .9);
    List<Rollout> rollouts = new ArrayList<>();
    for (Application a : applications) {
      double ease = random.nextGaussian() * .14;
      for (String e : request.engineers()) {
        for (String m : request.models()) {
          for (int s = 0; s < 2; s++) {
            double rate =
                skill.get(e) + ease + (m.contains("1.5") ? .08 : -.08) + random.nextGaussian() * .1;
            int passed = (int) Math.round(TESTS * Math.max(0, Math.min(1, rate)));
            int die = random.nextInt(30);
            rollouts.add(
                die == 0
                    ? ended(a.id(), e, m, s, RolloutOutcome.CANDIDATE_BROKEN)
                    : die == 1
                        ? ended(a.id(), e, m, s, RolloutOutcome.TIMEOUT)
                        : die == 2 && e.equals("rag")
                            ? ended(a.id(), e, m, s, RolloutOutcome.CONTEXT_REJECTED)
                            : die == 3
                                ? ended(a.id(), e, m, s, RolloutOutcome.NO_COMPLETION)
                                : ran(a.id(), e, m, s, passed));
          }
        }
      }
    }
    return result(request, rollouts, rollouts.size());
  }

  /** A plan with two models and two samples. */
  public static RolloutRequest request(List<Application> applications, String... engineers) {
    return RolloutRequest.builder("jam-and-seeds", applications, List.of(engineers))
        .models(List.of("qwen-1.5b", "qwen-small-0.5b"))
        .samples(2)
        .build();
  }

  /** Sums up. */
  public static ComparisonResult result(RolloutRequest request, List<Rollout> rollouts, int total) {
    Map<String, Inventory> inventories = new LinkedHashMap<>();
    request
        .applications()
        .forEach(a -> inventories.put(a.id(), Inventory.builder(inventory()).build()));
    return ComparisonResult.of(
        request,
        rollouts,
        total,
        Cost.builder()
            .modelCalls(61)
            .testRuns(44)
            .promptTokens(48_211)
            .completionTokens(21_904)
            .wallClock(Duration.ofSeconds(431))
            .cachedCompletions(35)
            .cachedRuns(40)
            .build(),
        inventories,
        Optional.empty());
  }
}
