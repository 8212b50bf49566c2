package org.iccm.harness.attack;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.RunOutcome;
import org.iccm.harness.policy.Safeguard;

/**
 * One attack, as a directory describes it. Immutable and thread-safe.
 *
 * @param name the directory's name
 * @param tries what it tries, one sentence
 * @param aim how its success is seen
 * @param runners names of runners that it is for; empty means all
 * @param seconds time limit of a run
 * @param ways what stops it and how it ends, by mode; modes that are missing are not tried
 * @param addition Python code that follows a base's module
 * @param second Python code that follows the module of the run after it; empty if that is an
 *     original as it is
 * @param files further files of the candidate, by path
 * @since 0.1.0
 */
public record Attack(
    String name,
    String tries,
    Aim aim,
    Set<String> runners,
    double seconds,
    Map<IsolationMode, Way> ways,
    String addition,
    Optional<String> second,
    Map<String, String> files) {

  /** How success is seen. */
  public enum Aim {
    /** More tests pass than the base's own. */
    RAISED,
    /** The candidate, or the one after it, says so, or tells a secret of the host. */
    SAYS,
    /** The run counts as the sandbox's failure. */
    INFRASTRUCTURE,
    /** What is kept of the output is longer than the limit. */
    FLOODS,
    /** What is kept of the output is no text. */
    GARBLES
  }

  /**
   * In one mode.
   *
   * @param stoppedBy safeguards of which each alone stops it
   * @param outcomes how its run may end under the whole policy
   */
  public record Way(Set<Safeguard> stoppedBy, Set<RunOutcome> outcomes) {}
}
