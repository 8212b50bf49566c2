package org.iccm.validation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final RolloutRequest REQUEST =
      SampleRun.request(SampleRun.applications("Jam Shelf"), "gold", "none");

  /** Keeps what it heard. */
  private static final class Ear implements ComparisonListener {
    final List<Integer> heard = new ArrayList<>();
    @Nullable ComparisonResult end;

    @Override
    public void onRollout(Rollout rollout, Supplier<ComparisonResult> soFar) {
      heard.add(soFar.get().rollouts().size());
    }

    @Override
    public void onEnd(ComparisonResult result) {
      end = result;
    }
  }

  private static List<Rollout> two() {
    return List.of(
        SampleRun.ran("jam-shelf", "none", "qwen-1.5b", 0, 2),
        SampleRun.ran("jam-shelf", "gold", "qwen-1.5b", 0, 9));
  }

  @Test
  void feedsListenersAndSumsUpInThePlansOrder() {
    QueuedBatch batch = new QueuedBatch(2, two(), null);
    Ear ear = new Ear();
    ComparisonResult result = Comparison.of(batch, REQUEST).listener(ear).run();
    assertThat(ear.heard).containsExactly(1, 2);
    assertThat(ear.end).isSameAs(result);
    assertThat(result.isComplete()).isTrue();
    assertThat(result.rollouts()).extracting(Rollout::engineer).containsExactly("gold", "none");
    assertThat(batch.closed()).isTrue();
  }

  @Test
  void keepsWhatABudgetAllowedAndSaysWhatStoppedTheRest() {
    QueuedBatch batch =
        new QueuedBatch(
            8,
            two(),
            new BudgetExceededException(
                "r", "calls", "2", "2", "budget of run r: calls are used up"));
    ComparisonResult result = Comparison.of(batch, REQUEST).run();
    assertThat(result.stopped()).contains("budget of run r: calls are used up");
    assertThat(result.isComplete()).isFalse();
    assertThat(result.rollouts()).hasSize(2);
    assertThat(TextTable.of(result)).contains("2 of 8 rollouts are there: budget of run r");
  }

  @Test
  void tellsListenersTheEndWhenTheBatchBreaksAndThrowsItsError() {
    Ear ear = new Ear();
    ContextRejectedException broken = new ContextRejectedException("gold", "jam-shelf", "no gold");
    assertThatThrownBy(
            () -> Comparison.of(new QueuedBatch(8, two(), broken), REQUEST).listener(ear).run())
        .isSameAs(broken);
    assertThat(ear.end).isNotNull();
    assertThat(ear.end.stopped()).contains("no gold");
  }

  @Test
  void endsOnInterruptWithWhatIsThere() {
    Ear ear = new Ear();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () -> Comparison.of(new QueuedBatch(8, two(), null), REQUEST).listener(ear).run())
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(ear.end).isNotNull();
    assertThat(ear.end.rollouts()).hasSize(1);
  }

  @Test
  void runsOnce() {
    Comparison comparison = Comparison.of(new QueuedBatch(2, two(), null), REQUEST);
    comparison.run();
    assertThatThrownBy(comparison::run).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leavesOutCancelledRollouts() {
    List<Rollout> rollouts = new ArrayList<>(two());
    rollouts.add(SampleRun.ended("jam-shelf", "gold", "qwen-1.5b", 1, RolloutOutcome.CANCELLED));
    assertThat(Comparison.of(new QueuedBatch(3, rollouts, null), REQUEST).run().rollouts())
        .hasSize(2);
  }

  @Test
  void refusesUnitsAndContextsWithAGap() {
    QueuedBatch batch = new QueuedBatch(2, two(), null);
    assertThatThrownBy(() -> Comparison.of(batch, REQUEST.toBuilder().scope(Scope.UNIT).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whole applications");
    assertThatThrownBy(() -> Comparison.of(batch, REQUEST.toBuilder().leaveOneOut(true).build()))
        .hasMessageContaining("leaveOneOut");
    for (Rollout mixed :
        List.of(
            two().get(0).toBuilder()
                .scope(Scope.UNIT)
                .units(Set.of(new UnitId("shelf.py", "room")))
                .build(),
            two().get(0).toBuilder().omitted(1).build())) {
      QueuedBatch both = new QueuedBatch(2, List.of(mixed, two().get(1)), null);
      assertThatThrownBy(() -> Comparison.of(both, REQUEST).run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("jam-shelf by none is of");
    }
  }
}
