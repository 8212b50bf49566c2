package org.iccm.harness.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.iccm.harness.docker.EngineFacts;

/**
 * What a host is told.
 *
 * @param time when
 * @param host what it is
 * @param engine what its Docker engine says
 * @param answers what to know, and what to do
 * @param runners runner by runner
 * @param auto what runner {@code auto} takes here and why, or why it refuses
 * @since 0.1.0
 */
public record Diagnosis(
    Instant time,
    HostFacts host,
    EngineFacts engine,
    List<Answer> answers,
    List<RunnerDiagnosis> runners,
    String auto) {
  /** Copies the lists. */
  public Diagnosis {
    answers = List.copyOf(answers);
    runners = List.copyOf(runners);
  }

  /**
   * Limits of which a card claims more than the probes show.
   *
   * @return runner and limit, for example {@code docker: inodes}
   */
  public List<String> overstated() {
    List<String> all = new ArrayList<>();
    runners.forEach(r -> r.overstated().forEach(l -> all.add(r.name() + ": " + l)));
    return all;
  }

  /**
   * Whether rewards can be taken on this host.
   *
   * @return true if a runner is usable
   */
  public boolean usable() {
    return runners.stream().anyMatch(RunnerDiagnosis::usable);
  }

  /**
   * For people.
   *
   * @return lines
   */
  public String text() {
    return new DiagnosisText(this).text();
  }

  /**
   * For programs.
   *
   * @return a JSON object
   */
  public String json() {
    return DiagnosisJson.of(this);
  }
}
