package org.iccm.harness.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.iccm.harness.docker.DockerRunnerProvider;
import org.iccm.harness.docker.EngineFacts;
import org.iccm.harness.policy.Limit;
import org.iccm.harness.sandbox.SandboxRunner;

/**
 * Examines a host: what it is, what each runner holds back in real runs, what to do. Takes about a
 * minute a runner. Used by one thread.
 *
 * @since 0.1.0
 */
public final class Doctor {
  private final Host host;
  private final String bwrap;
  private final Supplier<EngineFacts> engine;
  private final Map<String, Supplier<TestRunner>> runners;

  /**
   * A doctor for any host.
   *
   * @param host whom to ask
   * @param bwrap the bubblewrap program
   * @param engine asks the Docker engine
   * @param runners makes each runner by name, in the order in which {@code auto} takes them; one
   *     run at a time
   */
  public Doctor(
      Host host,
      String bwrap,
      Supplier<EngineFacts> engine,
      Map<String, Supplier<TestRunner>> runners) {
    this.host = host;
    this.bwrap = bwrap;
    this.engine = engine;
    this.runners = new LinkedHashMap<>(runners);
  }

  /**
   * A doctor for the machine that we are on.
   *
   * @param image the Docker image, if one is named
   * @param dockerHost the engine's address, if one is named
   * @param rootfs bubblewrap's root filesystem, if one is named
   * @param cache ICCM's cache directory
   * @param wanted names of the runners to probe: docker, bubblewrap
   * @return the doctor
   */
  public static Doctor here(
      Optional<String> image,
      Optional<String> dockerHost,
      Optional<Path> rootfs,
      Path cache,
      Set<String> wanted) {
    Map<String, Supplier<TestRunner>> runners = new LinkedHashMap<>();
    runners.put(
        "docker", () -> new SandboxRunner(DockerRunnerProvider.box(image, dockerHost, 1), false));
    runners.put(
        "bubblewrap",
        () -> new SandboxRunner(BubblewrapRunnerProvider.box(rootfs, "bwrap", 1, cache), true));
    runners.keySet().retainAll(wanted);
    return new Doctor(new ThisHost(), "bwrap", () -> EngineFacts.ask(dockerHost), runners);
  }

  /**
   * Examines.
   *
   * @return what it found
   * @throws IOException if this machine's own files or ports cannot be used
   */
  public Diagnosis diagnose() throws IOException {
    HostFacts facts = HostFacts.look(host, bwrap);
    EngineFacts asked = engine.get();
    List<RunnerDiagnosis> found = new ArrayList<>();
    // a fault of a host that is refused is known without trying
    boolean refused = facts.kind() == HostFacts.Kind.WSL1 || facts.kind() == HostFacts.Kind.OTHER;
    for (Map.Entry<String, Supplier<TestRunner>> runner : runners.entrySet()) {
      found.add(
          refused
              ? broken(runner.getKey(), "not tried: this host is refused")
              : probe(runner.getKey(), runner.getValue(), facts));
    }
    return new Diagnosis(
        Instant.now(), facts, asked, new Advice(facts, asked).answers(), found, auto(found));
  }

  private static RunnerDiagnosis probe(String name, Supplier<TestRunner> maker, HostFacts facts)
      throws IOException {
    try (TestRunner runner = maker.get();
        Surroundings surroundings = Surroundings.make()) {
      RunnerCard card = runner.card();
      Probes probes = new Probes(runner, surroundings);
      List<ProbeResult> results = probes.run();
      List<LimitDiagnosis> limits = new ArrayList<>();
      for (Limit limit : Limit.values()) {
        // a card that does not name a limit claims nothing
        LimitState claimed = card.limits().getOrDefault(limit.key(), LimitState.ABSENT);
        limits.add(
            new LimitDiagnosis(
                limit,
                claimed,
                results.stream().filter(r -> r.limit() == limit).toList(),
                Remedies.of(name, limit, claimed, facts)));
      }
      return new RunnerDiagnosis(name, Optional.of(card), "", limits, probes.readBack());
    } catch (RunnerException e) {
      return broken(name, String.valueOf(e.getMessage()));
    }
  }

  private static RunnerDiagnosis broken(String name, String fault) {
    return new RunnerDiagnosis(name, Optional.empty(), fault, List.of(), Map.of());
  }

  /** As runner auto chooses: the first that works and lacks nothing. */
  private static String auto(List<RunnerDiagnosis> found) {
    List<String> reasons = new ArrayList<>();
    for (RunnerDiagnosis runner : found) {
      if (runner.card().isPresent() && runner.card().get().refusedLimits().isEmpty()) {
        return "takes "
            + runner.name()
            + (reasons.isEmpty() ? "" : ", because " + String.join("; ", reasons));
      }
      reasons.add(
          runner
              .card()
              .map(c -> c.name() + " lacks " + String.join(", ", c.refusedLimits()))
              .orElse(runner.fault()));
    }
    return "refuses: " + String.join("; ", reasons);
  }
}
