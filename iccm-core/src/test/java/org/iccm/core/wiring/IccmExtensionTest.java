package org.iccm.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iccm.api.Iccm;
import org.iccm.api.application.TestGroup;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.doubles.SettableClock;
import org.iccm.testkit.junit.CustomizesIccm;
import org.iccm.testkit.junit.IccmCustomizer;
import org.iccm.testkit.junit.IccmSetup;
import org.iccm.testkit.junit.IccmTest;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the testkit's extension hands to tests, on the real wiring. */
@IccmTest
class IccmExtensionTest {
  private static final List<Path> DIRECTORIES = new ArrayList<>();
  private static final List<ScriptedLlmBackend> MODELS = new ArrayList<>();

  private static List<Rollout> rollouts(Iccm iccm, String... engineers) {
    RolloutRequest request =
        RolloutRequest.builder(
                "run-1", List.of(SampleApplication.application()), List.of(engineers))
            .build();
    List<Rollout> all = new ArrayList<>();
    try (RolloutBatch batch = iccm.rollouts().submit(request)) {
      while (!batch.isDone()) {
        batch.next(Duration.ofSeconds(20)).ifPresent(all::add);
      }
    }
    return all;
  }

  @Test
  void wiresDoublesThatRebuildTheSampleApplication(
      Iccm iccm, ScriptedLlmBackend model, ScriptedTestRunner runner, SettableClock clock) {
    MODELS.add(model);
    List<Rollout> rollouts = rollouts(iccm, "gold", "none");
    assertThat(rollouts).hasSize(2);
    assertThat(rollouts).allSatisfy(r -> assertThat(r.score(TestGroup.REPORT)).hasValue(1));
    assertThat(model.calls()).isEqualTo(2);
    assertThat(runner.runs()).isEqualTo(4);
    assertThat(clock.instant()).isEqualTo(SettableClock.START);
  }

  @Test
  void givesEachTestItsOwn(Iccm iccm, ScriptedLlmBackend model) {
    MODELS.add(model);
    assertThat(model.calls()).isZero();
    assertThat(rollouts(iccm, "none")).hasSize(1);
    assertThat(model.calls()).isEqualTo(1);
  }

  @AfterAll
  static void everythingIsClosedAndDeleted() {
    assertThat(MODELS).hasSize(2);
    for (ScriptedLlmBackend model : MODELS) {
      assertThatThrownBy(
              () -> model.complete(CompletionRequest.builder(List.of(Message.user("?"))).build()))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(DIRECTORIES).isNotEmpty().allSatisfy(d -> assertThat(d).doesNotExist());
  }

  /** Sets another model by annotation. */
  public static final class Stubborn implements IccmCustomizer {
    /** For the extension. */
    public Stubborn() {}

    @Override
    public void customize(IccmSetup setup) {
      DIRECTORIES.add(setup.directory());
      setup.llm("stubborn", ScriptedLlmBackend.always("stubborn", "I would rather not."));
    }
  }

  @Test
  @IccmTest(customizer = Stubborn.class)
  void followsACustomizer(Iccm iccm) {
    assertThat(iccm.orchestra()).containsExactly("stubborn");
    assertThat(rollouts(iccm, "none").get(0).score(TestGroup.REPORT)).hasValue(0);
  }

  /** Sets parts by methods. */
  @Nested
  class WithMethods {
    private final ScriptedLlmBackend mine = ScriptedLlmBackend.always("mine", "no");

    @CustomizesIccm
    void addModel(IccmSetup setup) {
      setup.llm("mine", mine).builder(b -> b.seed(4));
    }

    @Test
    void followsTheMethodsOfTheTestClass(Iccm iccm) {
      assertThat(iccm.orchestra()).containsExactly("mine");
      assertThat(rollouts(iccm, "none")).hasSize(1);
      assertThat(mine.calls()).isEqualTo(1);
    }
  }

  /** Nested in a class with a customizer. */
  @Nested
  @IccmTest(customizer = Stubborn.class)
  class WithCustomizer {
    @Nested
    class Inside {
      @Test
      void followsTheCustomizerOfAnEnclosingClass(Iccm iccm) {
        assertThat(iccm.orchestra()).containsExactly("stubborn");
      }
    }
  }
}
