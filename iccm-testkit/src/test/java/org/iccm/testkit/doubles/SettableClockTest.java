package org.iccm.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {
  @Test
  void standsStillUntilMoved() {
    SettableClock clock = new SettableClock();
    assertThat(clock.instant()).isEqualTo(SettableClock.START).isEqualTo(clock.instant());
    clock.advance(Duration.ofHours(2));
    assertThat(clock.instant()).isEqualTo(SettableClock.START.plusSeconds(7200));
    clock.set(Instant.EPOCH);
    assertThat(clock.millis()).isZero();
  }

  @Test
  void movesTheClocksOfOtherZonesMadeFromIt() {
    SettableClock clock = new SettableClock();
    Clock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));
    clock.advance(Duration.ofDays(1));
    assertThat(tokyo.instant()).isEqualTo(clock.instant());
    assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
  }
}
