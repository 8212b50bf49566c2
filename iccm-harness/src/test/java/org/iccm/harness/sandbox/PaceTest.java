package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaceTest {
  /** Runs on a machine where as many as there are processors hardly wait for each other. */
  private static void work(Pace pace, int runs, int processors) {
    Random random = new Random(5);
    for (int i = 0; i < runs; i++) {
      int atOnce = pace.limit();
      double ran = .03 + .01 * random.nextDouble();
      double stretch = Math.max(1, atOnce / (double) processors) * (1 + .1 * random.nextDouble());
      pace.ended(ran, ran * (stretch - 1), atOnce);
    }
  }

  @Test
  void findsAboutAsManyAsThereAreProcessors() {
    for (int processors : new int[] {2, 4, 16}) {
      Pace pace = new Pace(1, 64);
      work(pace, 9000, processors);
      assertThat(pace.limit()).isBetween(processors, 2 * processors);
    }
  }

  @Test
  void comesDownWhenTheMachineHasOtherWorkAndUpAgain() {
    Pace pace = new Pace(1, 64);
    work(pace, 9000, 16);
    int before = pace.limit();
    work(pace, 900, 2);
    assertThat(pace.limit()).isLessThan(before / 2).isPositive();
    work(pace, 9000, 16);
    assertThat(pace.limit()).isGreaterThanOrEqualTo(16);
  }

  @Test
  void goesAsFarAsItMayWhereRunsMostlySleep() {
    Pace pace = new Pace(2, 12);
    work(pace, 2000, 1000);
    assertThat(pace.limit()).isEqualTo(12);
  }

  @Test
  void doesNotGrowWhereNobodyWaits() {
    Pace pace = new Pace(2, 12);
    for (int i = 0; i < 1000; i++) {
      pace.ended(.03, 0, 1);
    }
    assertThat(pace.limit()).isEqualTo(2);
  }

  @Test
  void growsWhereProcessorsAreIdleAlthoughRunsWait() {
    Pace some = new Pace(2, 12, () -> .3);
    Pace none = new Pace(2, 12, () -> .1);
    for (int i = 0; i < 400; i++) {
      some.ended(.03, .012, some.limit());
      none.ended(.03, .012, none.limit());
    }
    assertThat(some.limit()).isEqualTo(12);
    assertThat(none.limit()).isEqualTo(2);
  }

  @Test
  void idleShareIsThatSinceTheLastTime(@TempDir Path directory) throws IOException {
    Path stat = directory.resolve("stat");
    IdleProcessors idle = new IdleProcessors(stat);
    assertThat(idle.getAsDouble()).isZero();
    Files.writeString(stat, "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3\n");
    assertThat(idle.getAsDouble()).isZero();
    Files.writeString(stat, "cpu  160 0 60 820 60 0 0 0 0 0\n");
    assertThat(idle.getAsDouble()).isEqualTo(.3);
    Files.writeString(stat, "cpu  161 0 60 820 60 0 0 0 0 0\n");
    assertThat(idle.getAsDouble()).isZero();
    Files.writeString(stat, "nothing of the kind\n");
    assertThat(idle.getAsDouble()).isZero();
  }

  @Test
  void oneIsTheLeast() {
    Pace pace = new Pace(4, 4);
    for (int i = 0; i < 1000; i++) {
      pace.ended(.03, .3, pace.limit());
      assertThat(pace.limit()).isBetween(1, 4);
    }
    assertThat(pace.limit()).isEqualTo(1);
  }

  @Test
  void nonsenseIsNoMeasure() {
    Pace pace = new Pace(2, 4);
    for (int i = 0; i < 100; i++) {
      pace.ended(0, 1, 2);
      pace.ended(Double.NaN, 1, 2);
      pace.ended(1, Double.NaN, 2);
      pace.ended(1, -1, 2);
    }
    assertThat(pace.limit()).isEqualTo(2);
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(2, 1));
  }
}
