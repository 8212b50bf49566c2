package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.testing.LimitState;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two processes of one run that share nothing but a socket. */
@Tag("sandbox")
class TwinTest {
  private static final Path CACHE =
      Optional.ofNullable(System.getenv("ICCM_CACHE"))
          .filter(c -> !c.isEmpty())
          .map(Path::of)
          .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "iccm"));

  private static Job job(Job probe, String suiteKey, String file, Optional<Job> twin) {
    Map<String, Object> orders = new LinkedHashMap<>(probe.orders());
    orders.put("job", "pair");
    orders.put("conftest", false);
    orders.put("seconds", 20);
    byte[] content = "import colorsys\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return new Job(
        probe.driver(),
        suiteKey.isEmpty() ? Map.of() : Map.of("test_x.py", content),
        suiteKey,
        Map.of(file, content),
        orders,
        "secret",
        probe.limits(),
        twin);
  }

  @Test
  void haveUsersNamespacesFilesAndParentsOfTheirOwn() throws Exception {
    try (Box box = BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 1, CACHE)) {
      Box.Facts facts = box.check();
      Job probe = new Driver().probe(facts, "secret");
      Job second = job(probe, "", "second.py", Optional.empty());
      Job first = job(probe, "key", "first.py", Optional.of(second));
      for (int i = 0; i < 3; i++) {
        RunRecord record = new RunRecord("secret");
        BoundedOutput output = new BoundedOutput(1 << 16);
        try (Box.Slot slot = box.open(first, () -> false);
            Box.Run run = slot.start(first, record, output)) {
          assertThat(run.await(Duration.ofSeconds(30))).isTrue();
        }
        JsonNode said = record.parentEnd().orElseThrow(() -> new AssertionError(output.text()));
        JsonNode mine = said.path("mine");
        JsonNode theirs = said.path("theirs");
        for (String namespace : new String[] {"pid", "mnt", "net", "ipc"}) {
          assertThat(mine.path(namespace)).isNotEqualTo(theirs.path(namespace));
        }
        assertThat(mine.path("processes").asInt()).isEqualTo(2);
        assertThat(theirs.path("processes").asInt()).isEqualTo(2);
        assertThat(mine.path("files").toString()).isEqualTo("[\"first.py\"]");
        assertThat(theirs.path("files").toString()).isEqualTo("[\"second.py\"]");
        // what only the suite loads is not in the other's parent
        assertThat(mine.path("modules").toString()).contains("colorsys");
        assertThat(theirs.path("modules").toString()).doesNotContain("colorsys");
        if (facts.limits().get("user") == LimitState.ENFORCED) {
          assertThat(mine.path("uid")).isNotEqualTo(theirs.path("uid"));
        }
      }
    }
  }
}
