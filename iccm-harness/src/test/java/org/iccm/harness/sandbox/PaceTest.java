package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
  private long now;

  private Pace pace(int first, int most) {
    return new Pace(first, most, () -> now);
  }

  /** What a machine does: runs share its processors, and a part of each run needs none. */
  private void work(Pace pace, int runs, double processors, double asleep, double noise) {
    Random random = new Random(5);
    for (int i = 0; i < runs; i++) {
      int atOnce = pace.limit();
      double ran = .03 + .01 * random.nextDouble();
      double alone = ran / (1 - asleep);
      double seconds = Math.max(alone, atOnce * ran / processors);
      now += (long) (1e9 * seconds / atOnce * (1 + noise * random.nextGaussian()));
      pace.ended(ran, (seconds - alone) / 2, atOnce);
    }
  }

  @Test
  void findsAboutAsManyAsThereAreProcessors() {
    for (int processors : new int[] {2, 4, 16}) {
      Pace pace = pace(1, 64);
      work(pace, 9000, processors, 0, 0);
      assertThat(pace.limit()).isBetween(processors - 1, processors + 1);
    }
  }

  @Test
  void findsMoreWhereRunsWaitForThemselves() {
    Pace pace = pace(2, 64);
    work(pace, 9000, 2, .4, 0);
    assertThat(pace.limit()).isBetween(3, 5);
  }

  @Test
  void isNotLedFarAstrayByNoise() {
    Pace pace = pace(2, 8);
    long sum = 0;
    for (int i = 0; i < 100; i++) {
      work(pace, 100, 2, .2, .2);
      sum += pace.limit();
    }
    assertThat(sum / 100.).isBetween(1.8, 4.5);
  }

  @Test
  void comesDownWhenTheMachineHasOtherWorkAndUpAgain() {
    Pace pace = pace(1, 64);
    work(pace, 9000, 16, 0, 0);
    int before = pace.limit();
    work(pace, 2000, 2, 0, 0);
    assertThat(pace.limit()).isLessThan(before / 2).isPositive();
    work(pace, 9000, 16, 0, 0);
    assertThat(pace.limit()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void comesDownAtOnceWhereRunsHardlyGetAProcessor() {
    Pace pace = pace(16, 16);
    for (int i = 0; i < 64; i++) {
      now += 1_000_000;
      pace.ended(.03, .2, 16);
    }
    assertThat(pace.limit()).isEqualTo(12);
  }

  @Test
  void goesAsFarAsItMayWhereRunsMostlySleep() {
    Pace pace = pace(2, 12);
    work(pace, 2000, 1000, .9, 0);
    assertThat(pace.limit()).isBetween(11, 12);
  }

  @Test
  void staysAsItIsWhereThereIsRoom() {
    Pace pace = pace(2, 12);
    for (int i = 0; i < 1000; i++) {
      now += 40_000_000;
      pace.ended(.03, 0, 1);
    }
    assertThat(pace.limit()).isEqualTo(2);
  }

  @Test
  void goesBelowWhereItBeganOnlyIfRunsHardlyGetAProcessor() {
    Pace pace = pace(4, 8);
    int least = 8;
    for (int i = 0; i < 100; i++) {
      work(pace, 100, 2, 0, .3);
      least = Math.min(least, pace.limit());
    }
    assertThat(least).isEqualTo(4);
    for (int i = 0; i < 200; i++) {
      now += 40_000_000;
      pace.ended(.03, .3, pace.limit());
    }
    assertThat(pace.limit()).isOne();
    work(pace, 9000, 4, 0, 0);
    assertThat(pace.limit()).isBetween(3, 5);
  }

  @Test
  void oneIsTheLeast() {
    Pace pace = pace(4, 4);
    for (int i = 0; i < 1000; i++) {
      now += 40_000_000;
      pace.ended(.03, 3, pace.limit());
    }
    assertThat(pace.limit()).isOne();
  }

  @Test
  void whatIsNotKnownDoesNotCount() {
    Pace pace = pace(2, 4);
    for (int i = 0; i < 1000; i++) {
      pace.ended(Double.NaN, 0, 2);
      pace.ended(0, 0, 2);
      pace.ended(.03, -1, 2);
    }
    assertThat(pace.limit()).isEqualTo(2);
  }

  @Test
  void needsSenseToBeginWith() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(3, 2));
  }
}
