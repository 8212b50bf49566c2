package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.iccm.api.reward.Reward;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.reward.RewardTerm;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RewardFunction} has to do. Extend it and say how rewards are made.
 *
 * @since 0.1.0
 */
@DisplayName("A reward function")
public abstract class RewardFunctionContract {
  private static final List<String> MODELS = List.of("one", "two");
  private static final int SAMPLES = 2;

  /** For subclasses. */
  protected RewardFunctionContract() {}

  /**
   * A reward function.
   *
   * @return a new one; the contract closes it
   */
  protected abstract RewardFunction newReward();

  /**
   * A scored rollout of the sample application.
   *
   * @param model the model
   * @param sample the sample
   * @param rewardPassed how many tests of the reward group passed, 0 to 5
   * @param reportPassed how many tests of the report group passed, 0 to 4
   * @return the rollout
   */
  protected static Rollout completed(String model, int sample, int rewardPassed, int reportPassed) {
    List<TestId> inventory = SampleApplication.testIds();
    int[] left = {rewardPassed, reportPassed};
    List<TestResult> results = new ArrayList<>();
    for (TestId id : inventory) {
      int group = TestGroup.of(id) == TestGroup.REWARD ? 0 : 1;
      TestStatus status = left[group]-- > 0 ? TestStatus.PASSED : TestStatus.FAILED;
      results.add(new TestResult(id, status, Duration.ofMillis(3), ""));
    }
    return Rollout.builder(SampleApplication.ID, "gold", model, sample, RolloutOutcome.COMPLETED)
        .inventory(inventory)
        .files(List.of(new SourceFile(SampleApplication.PATH, SampleApplication.SOURCE)))
        .report(TestReport.builder(RunOutcome.COMPLETED).results(results).build())
        .undisclosedApi(Set.of(new UnitId(SampleApplication.PATH, "helper")))
        .build();
  }

  /**
   * A rollout that never ran.
   *
   * @param model the model
   * @param sample the sample
   * @param outcome why
   * @return the rollout
   */
  protected static Rollout ended(String model, int sample, RolloutOutcome outcome) {
    return Rollout.builder(SampleApplication.ID, "gold", model, sample, outcome)
        .inventory(SampleApplication.testIds())
        .build();
  }

  private static List<Rollout> all(int rewardPassed, int reportPassed) {
    List<Rollout> rollouts = new ArrayList<>();
    for (String model : MODELS) {
      for (int sample = 0; sample < SAMPLES; sample++) {
        rollouts.add(completed(model, sample, rewardPassed, reportPassed));
      }
    }
    return rollouts;
  }

  private static RewardInput input(List<Rollout> rollouts) {
    return RewardInput.builder(
            EngineeredContext.builder(SampleApplication.gold().requirements()).build(),
            rollouts,
            MODELS)
        .expectedSamples(SAMPLES)
        .build();
  }

  private Reward reward(List<Rollout> rollouts) {
    try (RewardFunction function = newReward()) {
      return function.reward(input(rollouts));
    }
  }

  private double value(List<Rollout> rollouts) {
    OptionalDouble value = reward(rollouts).value();
    assertThat(value).as("a value for scored rollouts").isPresent();
    return value.getAsDouble();
  }

  /** Its name. */
  @Test
  @DisplayName("has a fingerprint, the same in every instance made alike")
  void hasFingerprint() {
    try (RewardFunction one = newReward();
        RewardFunction two = newReward()) {
      assertThat(one.fingerprint()).isNotBlank().isEqualTo(two.fingerprint());
    }
  }

  /** Its purity. */
  @Nested
  @DisplayName("is pure:")
  class Pure {
    private final List<Rollout> mixed =
        List.of(
            completed("one", 0, 5, 0),
            completed("one", 1, 2, 3),
            completed("two", 0, 4, 1),
            completed("two", 1, 1, 4));

    @Test
    @DisplayName("the same input gives the same reward, in this instance and another")
    void sameAgain() {
      try (RewardFunction function = newReward()) {
        Reward first = function.reward(input(mixed));
        assertThat(function.reward(input(all(0, 0)))).isNotNull();
        assertThat(function.reward(input(mixed))).isEqualTo(first);
        assertThat(reward(mixed)).isEqualTo(first);
      }
    }

    @Test
    @DisplayName("the order of rollouts does not matter")
    void anyOrder() {
      List<Rollout> reversed = new ArrayList<>(mixed);
      Collections.reverse(reversed);
      assertThat(value(reversed)).isCloseTo(value(mixed), within(1e-9));
    }

    @Test
    @DisplayName("the report group's results do not matter")
    void blindToReportGroup() {
      assertThat(reward(all(3, 0))).isEqualTo(reward(all(3, 4)));
    }
  }

  /** Its values. */
  @Nested
  @DisplayName("gives")
  class Values {
    @Test
    @DisplayName("finite values, which are the weighted sum of the scorable terms")
    void sums() {
      for (int passed = 0; passed <= 5; passed++) {
        Reward reward = reward(all(passed, 0));
        double sum = 0;
        for (RewardTerm term : reward.terms()) {
          assertThat(term.name()).isNotBlank();
          assertThat(term.weight()).isFinite();
          assertThat(term.value().orElse(0)).isFinite();
          sum += term.weight() * term.value().orElse(0);
        }
        assertThat(reward.terms().stream().map(RewardTerm::name))
            .isNotEmpty()
            .doesNotHaveDuplicates();
        assertThat(reward.value()).isPresent();
        assertThat(reward.value().getAsDouble()).isCloseTo(sum, within(1e-9));
      }
    }

    @Test
    @DisplayName("more for more tests of one unit passed, in scope UNIT")
    void ofUnits() {
      try (RewardFunction function = newReward()) {
        double before = Double.NEGATIVE_INFINITY;
        for (int passed = 0; passed <= 5; passed++) {
          List<Rollout> unit =
              all(passed, 0).stream()
                  .map(
                      r ->
                          r.toBuilder()
                              .scope(Scope.UNIT)
                              .units(Set.of(new UnitId(SampleApplication.PATH, "label")))
                              .build())
                  .toList();
          OptionalDouble value =
              function
                  .reward(
                      RewardInput.builder(input(List.of()).context(), unit, MODELS)
                          .expectedSamples(SAMPLES)
                          .scope(Scope.UNIT)
                          .build())
                  .value();
          assertThat(value).as("%d passed", passed).isPresent();
          assertThat(value.getAsDouble()).isGreaterThan(before);
          before = value.getAsDouble();
        }
      }
    }

    @Test
    @DisplayName("more for more tests passed, in every model and sample alike")
    void more() {
      for (int passed = 0; passed < 5; passed++) {
        assertThat(value(all(passed + 1, 0))).isGreaterThan(value(all(passed, 0)));
      }
    }

    @Test
    @DisplayName("credit to requirements of this context only")
    void creditsOwnRequirements() {
      List<String> ids =
          SampleApplication.gold().requirements().stream().map(Requirement::id).toList();
      Reward reward = reward(all(3, 3));
      assertThat(reward.perRequirement().keySet()).isSubsetOf(ids);
      assertThat(reward.perRequirement().values()).allSatisfy(v -> assertThat(v).isFinite());
    }
  }

  /** What failed. */
  @Nested
  @DisplayName("tells failed from unscorable:")
  class Unscorable {
    @Test
    @DisplayName("a broken, rejected, unreadable or forged candidate counts as 0")
    void failedIsZero() {
      for (RolloutOutcome outcome : RolloutOutcome.values()) {
        if (outcome.scored() && outcome != RolloutOutcome.COMPLETED) {
          List<Rollout> rollouts = new ArrayList<>(all(5, 0));
          rollouts.set(0, ended("one", 0, outcome));
          assertThat(value(rollouts)).as("with one %s", outcome).isLessThan(value(all(5, 0)));
        }
      }
    }

    @Test
    @DisplayName("a sample without completion or sandbox is as if it were not there, never a 0")
    void unscoredIsLeftOut() {
      List<Rollout> without = all(4, 0);
      without.remove(0);
      OptionalDouble expected = reward(without).value();
      // a function may well say that it cannot score fewer samples than were asked for
      expected.ifPresent(v -> assertThat(v).isCloseTo(value(all(4, 0)), within(1e-9)));
      for (RolloutOutcome outcome :
          List.of(RolloutOutcome.NO_COMPLETION, RolloutOutcome.INFRASTRUCTURE)) {
        List<Rollout> with = new ArrayList<>(without);
        with.add(ended("one", 0, outcome));
        assertThat(reward(with).value()).as("with one %s", outcome).isEqualTo(expected);
      }
    }

    @Test
    @DisplayName("no scored rollout at all has no value, which is not 0")
    void nothingScored() {
      assertThat(reward(List.of()).value()).isEmpty();
      assertThat(
              reward(
                      List.of(
                          ended("one", 0, RolloutOutcome.NO_COMPLETION),
                          ended("two", 0, RolloutOutcome.INFRASTRUCTURE)))
                  .value())
          .isEmpty();
    }
  }

  /** Its end. */
  @Test
  @DisplayName("may be closed twice")
  void closesTwice() {
    RewardFunction function = newReward();
    function.close();
    assertThatCode(function::close).doesNotThrowAnyException();
  }
}
