package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneTest {
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({"18, 16, 14", "18, 8, 16", "4, 16, 3", "4, 1, 4", "2, 16, 2", "1, 1, 1"})
  void theNextBeginsWhenAQuarterOfTheSlotsHoldsTheRest(int cells, int slots, int answered)
      throws Exception {
    Lane first = new Lane("first", executor, slots, null);
    Lane second = new Lane("second", executor, slots, first);
    first.plan(cells);
    first.seal();
    Future<Boolean> turn = turn(second);
    for (int i = 0; i < answered; i++) {
      assertThat(turn).as("after %d answers", i).isNotDone();
      first.answered();
    }
    assertThat(turn.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theThirdWaitsForBoth() throws Exception {
    Lane first = lane("first", null);
    Lane second = lane("second", first);
    Lane third = lane("third", second);
    Future<Boolean> turn = turn(third);
    second.abandon();
    assertThat(turn).isNotDone();
    first.abandon();
    assertThat(turn.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theNextWaitsWhileCellsAreStillPlanned() throws Exception {
    Lane first = lane("first", null);
    Future<Boolean> turn = turn(lane("second", first));
    for (int i = 0; i < 4; i++) {
      first.answered();
    }
    first.plan(2);
    first.seal();
    first.answered();
    assertThat(turn).isNotDone();
    first.answered();
    assertThat(turn.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private Lane lane(String model, @Nullable Lane before) {
    Lane lane = new Lane(model, executor, 1, before);
    lane.plan(4);
    return lane;
  }

  private Future<Boolean> turn(Lane lane) {
    return executor.submit(
        () -> {
          lane.awaitTurn();
          return true;
        });
  }
}
