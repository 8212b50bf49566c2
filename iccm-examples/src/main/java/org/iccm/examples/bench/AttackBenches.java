package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.iccm.api.testing.IsolationMode;
import org.iccm.harness.attack.Attack;
import org.iccm.harness.attack.AttackBench;
import org.iccm.harness.attack.AttackReader;
import org.iccm.harness.attack.AttackResult;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.iccm.harness.docker.DockerRunnerProvider;
import org.iccm.harness.sandbox.SandboxRunner;

/**
 * Hostile candidates on both runners and in both modes, with the whole policy and without what is
 * said to stop them. Arguments: directories of attacks (default: the bundled ones), and {@code
 * --runner=NAME} for one runner alone. Fails if one raises its score, reaches its aim, harms host
 * or neighbour, ends otherwise than it says, or proves nothing.
 */
final class AttackBenches implements Bench.Measurement {
  private static final String RUNNER = "--runner=";

  /** One runner's way to be opened. */
  private record Arm(String name, AttackBench.Opener opener) {}

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    List<Attack> attacks = new ArrayList<>();
    String only = "";
    Path called = Path.of(Optional.ofNullable(System.getenv("ICCM_CALLER_DIR")).orElse(""));
    for (String arg : args) {
      if (arg.startsWith(RUNNER)) {
        only = arg.substring(RUNNER.length());
      } else {
        attacks.addAll(AttackReader.read(called.resolve(arg)));
      }
    }
    if (attacks.isEmpty()) {
      attacks.addAll(AttackReader.read(root.resolve("iccm-examples").resolve("attacks")));
    }
    BenchResult result = new BenchResult();
    for (Arm arm : arms()) {
      if (only.isEmpty() || only.equals(arm.name())) {
        String python = Optional.ofNullable(System.getenv("ICCM_PYTHON")).orElse("python3");
        try (AttackBench bench = new AttackBench(arm.name(), arm.opener(), python)) {
          add(result, arm.name(), bench.run(attacks, a -> true, AttackBenches::tell));
        }
      }
    }
    return result;
  }

  private static List<Arm> arms() {
    Path cache =
        Optional.ofNullable(System.getenv("ICCM_CACHE"))
            .filter(c -> !c.isEmpty())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "iccm"));
    return List.of(
        new Arm(
            "bubblewrap",
            off -> new SandboxRunner(BubblewrapRunnerProvider.without(cache, off), true, off)),
        new Arm("docker", off -> new SandboxRunner(DockerRunnerProvider.without(off), true, off)));
  }

  private static void tell(AttackResult r) {
    System.out.printf(
        Locale.ROOT,
        "%-12s %-12s %-26s %s%n",
        r.runner(),
        r.mode(),
        r.attack(),
        r.good() ? "held" : "NOT HELD " + r);
  }

  private static void add(BenchResult result, String runner, List<AttackResult> all) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("tried", all.size());
    row.put("triedInProcess", count(all, r -> r.mode() == IsolationMode.IN_PROCESS));
    row.put("triedIsolated", count(all, r -> r.mode() == IsolationMode.ISOLATED));
    row.put("raisedScore", count(all, r -> !r.raised().isEmpty()));
    row.put("harmed", count(all, r -> !r.harmed().isEmpty()));
    row.put("unexpected", count(all, r -> !r.unexpected().isEmpty()));
    row.put("void", count(all, AttackResult::isVoid));
    result.row(runner, row);
    ObjectMapper json = new ObjectMapper();
    for (AttackResult r : all) {
      result.detail("attacks", json.convertValue(r, Map.class));
      if (!r.good()) {
        result.failed(runner + ": " + r.attack() + " in mode " + r.mode() + " is not held: " + r);
      }
    }
    if (all.isEmpty()) {
      result.failed(runner + ": no attack is for it");
    }
  }

  private static int count(List<AttackResult> all, Predicate<AttackResult> which) {
    return (int) all.stream().filter(which).count();
  }
}
