package org.iccm.core.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.reward.Reward;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.reward.RewardTerm;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;

class FourTermRewardTest {
  private static final int TESTS = 20;
  private final FourTermReward reward = new FourTermReward(1.0, 0.3, 0.2, 0.1, 0);

  @Test
  void agreesWithReferenceValues() throws IOException {
    int rows = 0;
    for (String line : lines()) {
      String[] cells = line.split(",(?=-?\\d+\\.)");
      List<Rollout> rollouts = new ArrayList<>();
      List<String> models = new ArrayList<>();
      String[] byModel = cells[0].split(";");
      int samples = byModel[0].split(" ").length;
      for (int m = 0; m < byModel.length; m++) {
        models.add("m" + m);
        String[] passed = byModel[m].split(" ");
        for (int s = 0; s < passed.length; s++) {
          rollouts.add(rollout("m" + m, s, Integer.parseInt(passed[s])));
        }
      }
      Reward r = reward.reward(input(rollouts, models, samples));
      double mean = Double.parseDouble(cells[1]);
      double variance = Double.parseDouble(cells[2]);
      double minimum = Double.parseDouble(cells[3]);
      assertThat(term(r, "mean")).as(line).isCloseTo(mean, within(1e-12));
      assertThat(term(r, "variance")).as(line).isCloseTo(variance, within(1e-12));
      assertThat(term(r, "minimum")).as(line).isCloseTo(minimum, within(1e-12));
      assertThat(r.value().orElseThrow())
          .as(line)
          .isCloseTo(mean - 0.3 * variance + 0.1 * minimum, within(1e-12));
      rows++;
    }
    assertThat(rows).isEqualTo(6);
  }

  @Test
  void aMissingModelMakesItUnscorableNotZero() {
    Reward r = reward.reward(input(List.of(rollout("m0", 0, 20)), List.of("m0", "m1"), 1));
    assertThat(r.value()).isEmpty();
    assertThat(r.terms()).allSatisfy(t -> assertThat(t.value()).isEmpty());
  }

  @Test
  void whatASandboxFailedAtIsLeftOut() {
    Rollout broken =
        Rollout.builder("a", "e", "m1", 0, RolloutOutcome.INFRASTRUCTURE).inventory(ids()).build();
    Reward r = reward.reward(input(List.of(rollout("m0", 0, 20), broken), List.of("m0", "m1"), 1));
    assertThat(r.value()).isEmpty();
  }

  @Test
  void aBrokenCandidateIsZero() {
    Rollout broken =
        Rollout.builder("a", "e", "m1", 0, RolloutOutcome.CANDIDATE_BROKEN)
            .inventory(ids())
            .build();
    Reward r = reward.reward(input(List.of(rollout("m0", 0, 20), broken), List.of("m0", "m1"), 1));
    assertThat(term(r, "mean")).isEqualTo(0.5);
    assertThat(term(r, "minimum")).isZero();
  }

  @Test
  void varianceDoesNotCountBelowTheFloor() {
    FourTermReward floored = new FourTermReward(1.0, 0.3, 0.2, 0.1, 0.2);
    Reward r =
        floored.reward(
            input(List.of(rollout("m0", 0, 0), rollout("m1", 0, 2)), List.of("m0", "m1"), 1));
    assertThat(r.terms().stream().filter(t -> t.name().equals("variance")).findFirst())
        .hasValueSatisfying(t -> assertThat(t.value()).isEmpty());
  }

  @Test
  void agreementIsTheMeanJaccardOfUndisclosedSymbols() {
    UnitId x = new UnitId("a.py", "x");
    UnitId y = new UnitId("a.py", "y");
    Rollout one = rollout("m0", 0, 20).toBuilder().undisclosedApi(Set.of(x, y)).build();
    Rollout two = rollout("m1", 0, 20).toBuilder().undisclosedApi(Set.of(x)).build();
    assertThat(term(reward.reward(input(List.of(one, two), List.of("m0", "m1"), 1)), "api"))
        .isEqualTo(0.5);
  }

  @Test
  void agreementOnNothingIsUnscorable() {
    Rollout one = rollout("m0", 0, 20).toBuilder().undisclosedApi(Set.of()).build();
    Rollout two = rollout("m1", 0, 20).toBuilder().undisclosedApi(Set.of()).build();
    Reward r = reward.reward(input(List.of(one, two), List.of("m0", "m1"), 1));
    assertThat(r.terms().stream().filter(t -> t.name().equals("api")).findFirst())
        .hasValueSatisfying(t -> assertThat(t.value()).isEmpty());
    assertThat(r.value()).isPresent();
  }

  private static double term(Reward r, String name) {
    return r.terms().stream()
        .filter(t -> t.name().equals(name))
        .map(RewardTerm::value)
        .findFirst()
        .orElseThrow()
        .orElseThrow();
  }

  private static RewardInput input(List<Rollout> rollouts, List<String> models, int samples) {
    return RewardInput.builder(EngineeredContext.builder(List.of()).build(), rollouts, models)
        .expectedSamples(samples)
        .build();
  }

  private static List<TestId> ids() {
    List<TestId> ids = new ArrayList<>();
    for (int i = 0; i < TESTS; i++) {
      ids.add(new TestId("reward/t.py::t" + i));
    }
    return ids;
  }

  private static Rollout rollout(String model, int sample, int passed) {
    List<TestResult> results = new ArrayList<>();
    List<TestId> ids = ids();
    for (int i = 0; i < TESTS; i++) {
      results.add(
          new TestResult(
              ids.get(i), i < passed ? TestStatus.PASSED : TestStatus.FAILED, Duration.ZERO, ""));
    }
    return Rollout.builder("a", "e", model, sample, RolloutOutcome.COMPLETED)
        .inventory(ids)
        .report(TestReport.builder(RunOutcome.COMPLETED).results(results).build())
        .build();
  }

  private static List<String> lines() throws IOException {
    InputStream in =
        Objects.requireNonNull(FourTermRewardTest.class.getResourceAsStream("reference.csv"));
    try (BufferedReader r = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return r.lines().filter(l -> !l.startsWith("#") && !l.isBlank()).toList();
    }
  }
}
