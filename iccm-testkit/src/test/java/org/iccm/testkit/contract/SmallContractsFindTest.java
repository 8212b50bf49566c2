package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.application.TestGroup;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.embedding.EmbedderCard;
import org.iccm.api.reward.Reward;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.testkit.doubles.FixedEmbedder;
import org.iccm.testkit.doubles.ScriptedContextEngineer;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contracts of embedders, engineers and rewards find each of these faults. */
class SmallContractsFindTest {
  /** A sound embedder whose vectors are spoiled. */
  abstract static class BrokenEmbedder extends EmbedderContract {
    abstract List<float[]> spoil(List<float[]> vectors);

    @Override
    protected Embedder newEmbedder() {
      FixedEmbedder sound = new FixedEmbedder();
      return new Embedder() {
        @Override
        public EmbedderCard card() {
          return sound.card();
        }

        @Override
        public List<float[]> embed(List<String> texts) {
          return spoil(sound.embed(texts));
        }

        @Override
        public void close() {
          sound.close();
        }
      };
    }
  }

  static class Unnormalised extends BrokenEmbedder {
    @Override
    List<float[]> spoil(List<float[]> vectors) {
      vectors.forEach(v -> v[0] += 2);
      return vectors;
    }
  }

  static class Reversed extends BrokenEmbedder {
    @Override
    List<float[]> spoil(List<float[]> vectors) {
      Collections.reverse(vectors);
      return vectors;
    }
  }

  static class AllAlike extends BrokenEmbedder {
    @Override
    List<float[]> spoil(List<float[]> vectors) {
      List<float[]> alike = new ArrayList<>();
      vectors.forEach(v -> alike.add(new FixedEmbedder().embed(List.of("same")).get(0)));
      return alike;
    }
  }

  static class StaysOpen extends EmbedderContract {
    @Override
    protected Embedder newEmbedder() {
      FixedEmbedder sound = new FixedEmbedder();
      return new Embedder() {
        @Override
        public EmbedderCard card() {
          return sound.card();
        }

        @Override
        public List<float[]> embed(List<String> texts) {
          return sound.embed(texts);
        }
      };
    }
  }

  @Nested
  class InEmbedders {
    @Test
    void vectorsThatAreNotOfUnitLength() {
      assertThat(Verdict.failedTests(Unnormalised.class)).contains("Vectors.ofUnitLength");
    }

    @Test
    void vectorsInAnotherOrder() {
      assertThat(Verdict.failedTests(Reversed.class)).contains("Vectors.ofTheTextAlone");
    }

    @Test
    void vectorsThatTellNothing() {
      assertThat(Verdict.failedTests(AllAlike.class)).containsExactly("Vectors.thatMeanSomething");
    }

    @Test
    void aCloseThatDoesNothing() {
      assertThat(Verdict.failedTests(StaysOpen.class)).containsExactly("Closing.refuses");
    }
  }

  private static EngineeredContext context(Requirement... requirements) {
    return EngineeredContext.builder(List.of(requirements)).build();
  }

  private static Requirement free(String text) {
    return Requirement.builder(RequirementKind.FUNCTIONAL, text).build();
  }

  static class SecretlyLeaking extends ContextEngineerContract {
    @Override
    protected ContextEngineer newEngineer() {
      return ScriptedContextEngineer.always("leak", "Write:\n" + SampleApplication.SOURCE);
    }
  }

  static class NeverTheSame extends ContextEngineerContract {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    protected ContextEngineer newEngineer() {
      return new ScriptedContextEngineer(
          EngineerCard.builder("moody", "f").build(),
          request -> context(free("Mood " + calls.incrementAndGet())));
    }
  }

  static class Repeats extends ContextEngineerContract {
    @Override
    protected ContextEngineer newEngineer() {
      return new ScriptedContextEngineer(
          EngineerCard.builder("twice", "f").build(),
          request -> context(free("Say it."), free("Say it.")));
    }
  }

  static class ThrowsAtRewrite extends ContextEngineerContract {
    @Override
    protected ContextEngineer newEngineer() {
      return new ScriptedContextEngineer(
          EngineerCard.builder("stubborn", "f").build(),
          request -> {
            if (request.earlierRejection().isPresent()) {
              throw new IllegalStateException("I said it all");
            }
            return context(free("Say it."));
          });
    }
  }

  @Nested
  class InEngineers {
    @Test
    void aSourceThatIsPassedOn() {
      assertThat(Verdict.failedTests(SecretlyLeaking.class))
          .containsExactly("Contexts.withoutSource");
    }

    @Test
    void aContextThatChangesByItself() {
      assertThat(Verdict.failedTests(NeverTheSame.class))
          .containsExactly("Contexts.again", "Contexts.forSeveral");
    }

    @Test
    void aRequirementSaidTwice() {
      assertThat(Verdict.failedTests(Repeats.class)).containsExactly("Contexts.ofRequirements");
    }

    @Test
    void aRewriteThatIsRefused() {
      assertThat(Verdict.failedTests(ThrowsAtRewrite.class))
          .containsExactly("Contexts.afterRejection");
    }
  }

  static class PeeksAtReportGroup extends RewardFunctionContract {
    @Override
    protected RewardFunction newReward() {
      return new ShareOfTests() {
        @Override
        OptionalDouble score(Rollout rollout) {
          OptionalDouble own = rollout.score(TestGroup.REWARD);
          return own.isEmpty()
              ? own
              : OptionalDouble.of(
                  own.getAsDouble() + rollout.score(TestGroup.REPORT).orElse(0) / 10);
        }
      };
    }
  }

  static class ZeroForUnscorable extends RewardFunctionContract {
    @Override
    protected RewardFunction newReward() {
      return new ShareOfTests() {
        @Override
        OptionalDouble score(Rollout rollout) {
          return OptionalDouble.of(super.score(rollout).orElse(0));
        }
      };
    }
  }

  static class LeavesFailuresOut extends RewardFunctionContract {
    @Override
    protected RewardFunction newReward() {
      return new ShareOfTests() {
        @Override
        OptionalDouble score(Rollout rollout) {
          return rollout.outcome() == RolloutOutcome.COMPLETED
              ? super.score(rollout)
              : OptionalDouble.empty();
        }
      };
    }
  }

  static class Remembers extends RewardFunctionContract {
    @Override
    protected RewardFunction newReward() {
      return new ShareOfTests() {
        private int calls;

        @Override
        public Reward reward(RewardInput input) {
          Reward reward = super.reward(input);
          calls++;
          return reward.value().isEmpty()
              ? reward
              : reward.toBuilder().value(reward.value().getAsDouble() + calls - 1).build();
        }
      };
    }
  }

  @Nested
  class InRewards {
    @Test
    void aLookAtTheReportGroup() {
      assertThat(Verdict.failedTests(PeeksAtReportGroup.class))
          .containsExactly("Pure.blindToReportGroup");
    }

    @Test
    void aZeroForWhatCannotBeScored() {
      assertThat(Verdict.failedTests(ZeroForUnscorable.class))
          .containsExactly("Unscorable.nothingScored", "Unscorable.unscoredIsLeftOut");
    }

    @Test
    void aFailureThatIsLeftOut() {
      assertThat(Verdict.failedTests(LeavesFailuresOut.class))
          .containsExactly("Unscorable.failedIsZero");
    }

    @Test
    void aRewardThatRemembers() {
      assertThat(Verdict.failedTests(Remembers.class)).contains("Pure.sameAgain");
    }
  }
}
