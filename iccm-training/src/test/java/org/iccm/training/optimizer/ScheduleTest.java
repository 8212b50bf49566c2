package org.iccm.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void courses() {
    Schedule linear = Schedule.linear(2, 6);
    assertThat(linear.factor(0)).isEqualTo(0.5);
    assertThat(linear.factor(1)).isEqualTo(1);
    assertThat(linear.factor(2)).isEqualTo(1);
    assertThat(linear.factor(5)).isEqualTo(0.25);
    assertThat(linear.factor(6)).isZero();
    assertThat(linear.factor(7)).isZero();
    Schedule cosine = Schedule.cosine(0, 4);
    assertThat(cosine.factor(0)).isEqualTo(1);
    assertThat(cosine.factor(1)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(cosine.factor(2)).isCloseTo(0.5, within(1e-12));
    assertThat(cosine.factor(4)).isZero();
    assertThat(Schedule.constant(4).factor(1)).isEqualTo(0.5);
    assertThat(Schedule.constant(4).factor(1_000_000)).isEqualTo(1);
  }

  @Test
  void values() {
    assertThat(Schedule.linear(1, 2)).isEqualTo(Schedule.linear(1, 2));
    assertThat(Schedule.linear(1, 2)).isNotEqualTo(Schedule.cosine(1, 2)).hasToString("linear 1 2");
    assertThatThrownBy(() -> Schedule.linear(3, 2)).hasMessageContaining("is 3 of 2");
    assertThatThrownBy(() -> Schedule.cosine(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TrainingOptions.builder().learningRate(0).build())
        .hasMessageContaining("learningRate");
    assertThatThrownBy(() -> TrainingOptions.builder().clip(0).build())
        .hasMessageContaining("clip");
    assertThatThrownBy(() -> TrainingOptions.builder().dropout(1).build())
        .hasMessageContaining("dropout");
    assertThat(TrainingOptions.builder().build().toString())
        .isEqualTo(TrainingOptions.builder().build().toString())
        .contains("schedule=constant 0 2147483647");
  }
}
