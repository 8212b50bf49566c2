package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.policy.Limit;
import org.junit.jupiter.api.Test;

class ReadBackTest {
  private static final ResourceLimits ASKED =
      ResourceLimits.builder().memoryBytes(100 << 20).processes(20).build();

  private static Box.Facts confirmed(String groups) {
    Box.Facts promised = new Box.Facts(Limit.card(Map.of()), false, false, true, List.of("/p"));
    return ReadBack.confirm(promised, "{\"uid\": 5, \"groups\": " + groups + "}", ASKED);
  }

  @Test
  void limitThatIsThereStands() {
    Box.Facts facts = confirmed("{\"memory\": 104857600, \"processes\": 23}");
    assertThat(facts.limits().values()).containsOnly(LimitState.ENFORCED);
    assertThat(facts.ownMemoryLimit()).isFalse();
    assertThat(facts.packages()).containsExactly("/p");
  }

  @Test
  void limitThatCannotBeSeenInsideStands() {
    assertThat(confirmed("{\"memory\": null, \"processes\": null}").limits().values())
        .containsOnly(LimitState.ENFORCED);
  }

  @Test
  void promiseWithoutALimitIsTakenBackAndTheDriverLimits() {
    Box.Facts facts = confirmed("{\"memory\": -1, \"processes\": 9000}");
    assertThat(facts.limits())
        .containsEntry("memory", LimitState.PARTIAL)
        .containsEntry("processes", LimitState.PARTIAL)
        .containsEntry("disk", LimitState.ENFORCED);
    assertThat(facts.ownMemoryLimit()).isTrue();
    assertThat(facts.ownProcessLimit()).isTrue();
  }

  @Test
  void whatWasNeverPromisedIsNotMadeBetter() {
    Box.Facts promised =
        new Box.Facts(
            Limit.card(Map.of(Limit.MEMORY, LimitState.ABSENT)), true, true, true, List.of());
    Box.Facts facts = ReadBack.confirm(promised, "{\"groups\": {\"memory\": 1}}", ASKED);
    assertThat(facts.limits()).containsEntry("memory", LimitState.ABSENT);
    assertThat(facts.ownProcessLimit()).isTrue();
  }

  @Test
  void windowsSubsystemIsToldByTheKernelsName() {
    String one =
        "Linux version 4.4.0-22621-Microsoft (Microsoft@Microsoft.com) (gcc version 5.4.0)";
    String two =
        "Linux version 5.15.153.1-microsoft-standard-WSL2 (root@941d701f84f1) (gcc 11.2.0)";
    String own = "Linux version 6.6.1-microsoft-standard-WSL2+ (me@home) (gcc 13)";
    assertThat(WindowsSubsystem.of(one)).isEqualTo(WindowsSubsystem.WSL1);
    assertThat(WindowsSubsystem.of(two)).isEqualTo(WindowsSubsystem.WSL2);
    assertThat(WindowsSubsystem.of(own)).isEqualTo(WindowsSubsystem.WSL2);
    assertThat(WindowsSubsystem.of("Linux version 6.1.0-9-amd64 (debian-kernel@lists.debian.org)"))
        .isEqualTo(WindowsSubsystem.NONE);
    assertThatExceptionOfType(RunnerException.class)
        .isThrownBy(() -> WindowsSubsystem.refuseFirst("auto", one))
        .withMessageContaining("WSL 1")
        .withMessageContaining("--set-version");
    assertThatCode(() -> WindowsSubsystem.refuseFirst("auto", two)).doesNotThrowAnyException();
  }
}
