package org.iccm.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.iccm.testkit.doubles.SettableClock;
import org.iccm.training.alarm.AlarmLimits;
import org.iccm.training.checkpoint.CheckpointException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLoopTest {
  @TempDir Path directory;

  private LoopRig rig(String name) {
    return new LoopRig(directory.resolve(name));
  }

  @Test
  @DisplayName("killed at 20 random points, rollouts in flight, it ends bit for bit the same")
  void killed() {
    LoopRig whole = rig("whole");
    assertThat(whole.run().end()).isEqualTo(LoopResult.End.DONE);
    assertThat(whole.updates).hasSize(12);
    assertThat(whole.events)
        .containsExactly("validation-0", "validation-4", "validation-8", "validation-12");
    LoopRig pieces = rig("pieces");
    SplittableRandom random = new SplittableRandom(6);
    int kills = 0;
    LoopResult result = null;
    while (result == null) {
      // An update takes three calls or so: now and then it gets no further than it was.
      pieces.lives = kills < 20 ? random.nextInt(9) : Integer.MAX_VALUE;
      try {
        result = pieces.run();
      } catch (LoopRig.Killed e) {
        kills++;
      }
      assertThat(pieces.open).as("judgings that nobody closed").isZero();
    }
    assertThat(kills).isEqualTo(20);
    assertThat(result.end()).isEqualTo(LoopResult.End.DONE);
    assertThat(pieces.updates).isEqualTo(whole.updates);
    assertThat(pieces.digest()).isEqualTo(whole.digest());
  }

  @Test
  @DisplayName("asked to stop anywhere, it saves between steps and loses none")
  void stopped() {
    LoopOptions six = new LoopOptions(6, 4, 1, 0.5, 3, Optional.empty());
    LoopRig whole = rig("whole");
    whole.options = six;
    whole.run();
    LoopRig pieces = rig("pieces");
    pieces.options = six;
    SplittableRandom random = new SplittableRandom(7);
    for (int stops = 0; stops < 4; stops++) {
      pieces.callsUntilStop = 1 + random.nextInt(5);
      LoopResult result = pieces.run();
      assertThat(result.end()).isEqualTo(LoopResult.End.STOPPED);
      assertThat(pieces.open).as("judgings that nobody closed").isZero();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
    pieces.callsUntilStop = Integer.MAX_VALUE;
    assertThat(pieces.run().end()).isEqualTo(LoopResult.End.DONE);
    assertThat(pieces.made).as("updates made, none of them twice").isEqualTo(6);
    assertThat(pieces.updates).isEqualTo(whole.updates);
    assertThat(pieces.digest()).isEqualTo(whole.digest());
  }

  @Test
  @DisplayName("one batch is judged while another one is learned from, never more")
  void bounded() {
    LoopRig rig = rig("bounded");
    rig.run();
    assertThat(rig.mostOpen).isEqualTo(2);
    assertThat(rig.open).isZero();
    assertThat(rig.updates.values().stream().mapToInt(u -> u.step().staleness()).max()).hasValue(1);
  }

  @Test
  @DisplayName("a budget that ends is said, and a larger one goes on as if nothing had been")
  void budget() {
    LoopRig whole = rig("whole");
    whole.run();
    LoopRig rig = rig("rig");
    rig.budget = 5;
    LoopResult first = rig.run();
    assertThat(first.end()).isEqualTo(LoopResult.End.BUDGET);
    assertThat(first.reason()).contains("no calls are left");
    assertThat(first.updates()).isEqualTo(5);
    rig.budget = 100;
    assertThat(rig.run().end()).isEqualTo(LoopResult.End.DONE);
    assertThat(rig.updates).isEqualTo(whole.updates);
    assertThat(rig.digest()).isEqualTo(whole.digest());
  }

  @Test
  @DisplayName("the wall clock's limit holds for all invocations together")
  void wallClock() {
    LoopRig rig = rig("rig");
    SettableClock clock = new SettableClock();
    rig.clock = clock;
    rig.afterUpdate = () -> clock.advance(Duration.ofMinutes(1));
    rig.options = new LoopOptions(12, 0, 1, 0.5, 3, Optional.of(Duration.ofMinutes(3)));
    LoopResult first = rig.run();
    assertThat(first.end()).isEqualTo(LoopResult.End.BUDGET);
    assertThat(first.updates()).isEqualTo(3);
    assertThat(rig.run().updates()).as("nothing is left").isEqualTo(3);
    rig.options = new LoopOptions(12, 0, 1, 0.5, 3, Optional.of(Duration.ofMinutes(5)));
    assertThat(rig.run().updates()).isEqualTo(5);
  }

  @Test
  @DisplayName("an alarm goes back to the last good state, slower each time, and says why")
  void alarms() {
    LoopRig rig = rig("rig");
    // After the second update the policy is farther from the reference than this allows.
    rig.limits = new AlarmLimits(2, 0, 100, 1, 1e-9, 1, 1);
    rig.validation = label -> 0.5;
    LoopResult result = rig.run();
    assertThat(result.end()).isEqualTo(LoopResult.End.HALTED);
    assertThat(result.halts()).hasSize(3).allMatch(h -> h.contains("KL"));
    assertThat(result.reason()).contains("3 alarms", "last good one", "KL");
    assertThat(result.updates()).isZero();
    assertThat(rig.rateFactor).isEqualTo(0.125);
    assertThat(rig.events).filteredOn(e -> e.startsWith("halted")).hasSize(3);
    assertThat(rig.events)
        .filteredOn(e -> e.startsWith("halted"))
        .allMatch(e -> e.contains("-> 0"));
    rig.updates.clear();
    assertThat(rig.run().end()).as("not again").isEqualTo(LoopResult.End.HALTED);
    assertThat(rig.updates).isEmpty();
  }

  @Test
  @DisplayName("validation that improves no more ends it")
  void earlyStop() {
    LoopRig rig = rig("rig");
    rig.patience = 1;
    rig.validation = label -> 0.5;
    LoopResult result = rig.run();
    assertThat(result.end()).isEqualTo(LoopResult.End.STOPPED_EARLY);
    assertThat(result.updates()).isEqualTo(4);
  }

  @Test
  @DisplayName("a checkpoint of another judge is refused")
  void anotherJudge() {
    LoopRig rig = rig("rig");
    rig.budget = 1;
    rig.run();
    rig.judgeName = "another";
    assertThatThrownBy(rig::run)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("scripted")
        .hasMessageContaining("another");
  }
}
