package org.iccm.harness.doctor;

import java.util.List;
import org.iccm.api.testing.LimitState;
import org.iccm.harness.policy.Limit;

/**
 * One limit of one runner on this host.
 *
 * @param limit which
 * @param claimed what the runner's card says
 * @param probes what was tried
 * @param remedy what to do where it is not fully held; empty if there is nothing
 * @since 0.1.0
 */
public record LimitDiagnosis(
    Limit limit, LimitState claimed, List<ProbeResult> probes, String remedy) {
  /** Copies the list. */
  public LimitDiagnosis {
    probes = List.copyOf(probes);
  }

  /**
   * What the probes show.
   *
   * @return ENFORCED if all were held, ABSENT if none was, else PARTIAL
   */
  public LimitState measured() {
    long held = probes.stream().filter(ProbeResult::held).count();
    if (held == probes.size()) {
      return LimitState.ENFORCED;
    }
    return held == 0 ? LimitState.ABSENT : LimitState.PARTIAL;
  }

  /**
   * Whether the card claims more than the probes show.
   *
   * @return true if it does
   */
  public boolean overstated() {
    return measured().ordinal() > claimed.ordinal();
  }
}
