package org.iccm.training.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CollapseAlarmsTest {
  private static final AlarmLimits LIMITS = new AlarmLimits(2, 0.3, 0.5, 0.6, 6, 3, 0.03);
  private static final Signals WELL = new Signals(0, 2, 40, 0.2, 1, 0.4, 0.1, 1);

  private final CollapseAlarms alarms = new CollapseAlarms(LIMITS);

  private static Signals with(double entropy, double length, double zeroVariance, double kl) {
    return new Signals(9, entropy, length, zeroVariance, kl, 0.4, 0.1, 1);
  }

  /** Two updates of one kind, so that the window is full of it. */
  private List<Alarm> after(Signals signals) {
    alarms.check(WELL);
    assertThat(alarms.check(WELL)).isEmpty();
    alarms.check(signals);
    return alarms.check(signals);
  }

  @Test
  @DisplayName("entropy under 30 % of the start alarms, and halts only if validation fell 3 points")
  void entropy() {
    assertThat(after(with(0.61, 40, 0.2, 1))).isEmpty();
    alarms.check(with(0.59, 40, 0.2, 1));
    List<Alarm> told = alarms.check(with(0.59, 40, 0.2, 1));
    assertThat(told).singleElement().matches(a -> a.kind() == AlarmKind.ENTROPY && !a.halts());
    assertThat(told.get(0).reason())
        .isEqualTo(
            "entropy 0.590 is under 30 % of the 2.000 at the start; there is no validation yet");
    alarms.validated(0.50);
    alarms.validated(0.48);
    assertThat(alarms.check(with(0.59, 40, 0.2, 1)).get(0).halts()).isFalse();
    alarms.validated(0.47);
    Alarm halting = alarms.check(with(0.59, 40, 0.2, 1)).get(0);
    assertThat(halting.halts()).isTrue();
    assertThat(halting.reason())
        .endsWith("validation is 0.4700, its best 0.5000, a fall of 0.0300 halts");
    alarms.validated(0.49);
    assertThat(alarms.check(with(0.59, 40, 0.2, 1)).get(0).halts()).isFalse();
  }

  @Test
  @DisplayName("lengths may differ by half, both ways")
  void length() {
    assertThat(after(with(2, 59, 0.2, 1))).isEmpty();
    alarms.check(with(2, 61, 0.2, 1));
    assertThat(alarms.check(with(2, 61, 0.2, 1)))
        .singleElement()
        .matches(a -> a.kind() == AlarmKind.LENGTH && !a.halts());
    alarms.check(with(2, 19, 0.2, 1));
    assertThat(alarms.check(with(2, 19, 0.2, 1)).get(0).reason())
        .startsWith("19.0 tokens differ by more than 50 % from the 40.0 at the start");
  }

  @Test
  @DisplayName("more than 60 % of groups without variance alarm; one odd batch does not")
  void zeroVariance() {
    assertThat(after(with(2, 40, 0.6, 1))).isEmpty();
    assertThat(alarms.check(with(2, 40, 0.55, 1))).isEmpty();
    assertThat(alarms.check(with(2, 40, 0.7, 1)).get(0).kind()).isEqualTo(AlarmKind.ZERO_VARIANCE);
  }

  @Test
  @DisplayName("a KL of three times its target halts whatever validation says; NaN is no KL")
  void kl() {
    assertThat(after(with(2, 40, 0.2, 18))).isEmpty();
    alarms.validated(0.9);
    alarms.check(with(2, 40, 0.2, 18.1));
    assertThat(alarms.check(with(2, 40, 0.2, 18.1)))
        .containsExactly(
            new Alarm(
                AlarmKind.KL,
                true,
                "KL 18.10 nats from the reference is over 18.00, 3.0 times the target"));
    alarms.check(with(2, 40, 0.2, Double.NaN));
    assertThat(alarms.check(with(2, 40, 0.2, Double.NaN))).isEmpty();
  }

  @Test
  @DisplayName("what is no number halts at once, and leaves the averages as they were")
  void notFinite() {
    for (Signals bad :
        List.of(
            with(Double.NaN, 40, 0.2, 1),
            with(2, 40, 0.2, Double.POSITIVE_INFINITY),
            new Signals(3, 2, 40, 0.2, 1, 0.4, Double.NaN, 1),
            new Signals(3, 2, 40, 0.2, 1, 0.4, 0, Double.POSITIVE_INFINITY))) {
      assertThat(alarms.check(bad))
          .singleElement()
          .matches(a -> a.kind() == AlarmKind.NOT_FINITE && a.halts());
    }
    assertThat(after(WELL)).isEmpty();
  }

  @Test
  @DisplayName("training up and validation down is told, and does not halt")
  void heldOut() {
    after(WELL);
    alarms.validated(0.5);
    Signals better = new Signals(9, 2, 40, 0.2, 1, 0.6, 0.1, 1);
    alarms.check(better);
    assertThat(alarms.check(better)).isEmpty();
    alarms.validated(0.46);
    assertThat(alarms.check(better))
        .singleElement()
        .matches(a -> a.kind() == AlarmKind.HELD_OUT && !a.halts())
        .matches(a -> a.reason().contains("from 0.5000 to 0.4600"));
  }

  @Test
  @DisplayName("a state that was saved alarms as the one that was not")
  void state() {
    after(with(0.5, 90, 0.2, 1));
    alarms.validated(0.5);
    alarms.validated(0.2);
    CollapseAlarms other = new CollapseAlarms(LIMITS);
    other.restore(alarms.state());
    assertThat(other.check(with(0.5, 90, 0.9, 40)))
        .hasSize(3)
        .isEqualTo(alarms.check(with(0.5, 90, 0.9, 40)));
  }

  @Test
  @DisplayName("early stop: improvement by less than the least does not count")
  void earlyStop() {
    EarlyStop stop = new EarlyStop(2, 0.01);
    assertThat(stop.validated(1, Double.NaN)).isFalse();
    assertThat(stop.validated(2, 0.5)).isTrue();
    assertThat(stop.validated(3, 0.505)).isFalse();
    assertThat(stop.reason()).isEmpty();
    EarlyStop other = new EarlyStop(2, 0.01);
    other.restore(stop.state());
    assertThat(other.validated(4, 0.52)).isTrue();
    assertThat(other.bestUpdate()).isEqualTo(4);
    assertThat(stop.validated(4, Double.NaN)).isFalse();
    assertThat(stop.reason())
        .contains("2 validations in a row were not better by 0.0100 than 0.5000, that of update 2");
  }

  @Test
  @DisplayName("supervised targets come in as groups stop teaching or validation falls")
  void fallback() {
    SupervisedFallback fallback = new SupervisedFallback(0.1, 0.5);
    assertThat(fallback.coefficient(alarms.state(), LIMITS)).isEqualTo(0.1);
    after(with(2, 40, 0.8, 1));
    assertThat(fallback.coefficient(alarms.state(), LIMITS)).isCloseTo(0.3, within(1e-9));
    after(with(2, 40, 0.6, 1));
    assertThat(fallback.coefficient(alarms.state(), LIMITS)).isEqualTo(0.1);
    alarms.validated(0.5);
    alarms.validated(0.455);
    assertThat(fallback.coefficient(alarms.state(), LIMITS)).isCloseTo(0.3, within(1e-9));
    alarms.validated(0.1);
    assertThat(fallback.coefficient(alarms.state(), LIMITS)).isEqualTo(0.5);
    assertThat(SupervisedFallback.none().coefficient(alarms.state(), LIMITS)).isZero();
  }
}
