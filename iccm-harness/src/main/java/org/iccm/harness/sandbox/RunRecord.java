package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.policy.Safeguard;

/**
 * Reads the report of one run and notes every contradiction in it. Lines that begin with {@code p}
 * come from the driver's first process, which the candidate cannot reach; lines that begin with
 * {@code c} from the process that it shares, where the secret has to be found out first.
 */
final class RunRecord implements ByteSink {
  private static final int MAX_LINE = 2 << 20;
  private static final long MAX_TOTAL = 32L << 20;

  /**
   * One test.
   *
   * @param status what became of it
   * @param duration its time
   * @param message why
   * @param memory whether it ran into a memory limit
   */
  record Test(TestStatus status, Duration duration, String message, boolean memory) {}

  private final String secret;
  private final boolean exactlyOnce;
  private final Set<String> planted;
  private final ObjectMapper json = new ObjectMapper();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long total;
  private long expectedNumber;
  private boolean ready;
  private boolean collectionDone;
  private final Set<String> collected = new LinkedHashSet<>();
  private final Map<String, String> collectErrors = new LinkedHashMap<>();
  private final Map<String, Test> tests = new LinkedHashMap<>();
  private final Map<String, JsonNode> reached = new LinkedHashMap<>();
  private Optional<JsonNode> loaded = Optional.empty();
  private String running = "";
  private final List<String> faults = new ArrayList<>();
  private Optional<JsonNode> childEnd = Optional.empty();
  private Optional<JsonNode> parentEnd = Optional.empty();

  RunRecord(String secret) {
    this(secret, Set.of(), List.of());
  }

  /**
   * A report of a run.
   *
   * @param secret the word that each line begins with
   * @param off safeguards that are missing, for proofs that they are needed
   * @param canaries names of tests that must fail; they count nowhere else
   */
  RunRecord(String secret, Set<Safeguard> off, List<String> canaries) {
    this.secret = secret;
    this.planted = Set.copyOf(canaries);
    this.exactlyOnce = !off.contains(Safeguard.EXACTLY_ONCE);
  }

  @Override
  public synchronized void accept(byte[] bytes, int length) {
    total += length;
    if (total > MAX_TOTAL || line.size() > MAX_LINE) {
      fault("the report is too long");
      return;
    }
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, from, i - from);
        from = i + 1;
        take(line.toString(StandardCharsets.UTF_8));
        line.reset();
      }
    }
    line.write(bytes, from, length - from);
  }

  private void take(String text) {
    try {
      if (text.startsWith("p ")) {
        parentEnd = Optional.of(json.readTree(text.substring(2)));
      } else if (text.startsWith("c " + secret + " ")) {
        record(json.readTree(text.substring(secret.length() + 3)));
      } else {
        fault("the report holds a line that the recorder did not write");
      }
    } catch (IOException | IllegalArgumentException e) {
      fault("the report holds a line that cannot be read");
    }
  }

  private void record(JsonNode r) {
    if (childEnd.isPresent()) {
      fault("the report goes on after its end");
    }
    if (r.path("n").asLong(-1) != expectedNumber++) {
      fault("the report's lines are not in order");
    }
    String id = r.path("id").asText();
    switch (r.path("k").asText()) {
      case "ready" -> ready = true;
      case "collected" -> {
        collectionDone = true;
        r.path("ids").forEach(i -> collected.add(i.asText()));
        r.path("errors").forEach(e -> collectErrors.put(e.path(0).asText(), e.path(1).asText()));
      }
      case "begin" -> {
        if (exactlyOnce
            && (!running.isEmpty() || tests.containsKey(id) || !collected.contains(id))) {
          fault("test " + id + " begins out of turn");
        }
        running = id;
      }
      case "test" -> {
        if (exactlyOnce && (!running.equals(id) || tests.containsKey(id))) {
          fault("test " + id + " ends out of turn");
        }
        running = "";
        if (exactlyOnce) {
          tests.putIfAbsent(id, test(r));
        } else {
          tests.put(id, test(r));
        }
      }
      case "loaded" -> loaded = Optional.of(r);
      case "reach" -> reached.putIfAbsent(id, r);
      case "end" -> childEnd = Optional.of(r);
      default -> fault("the report holds an unknown line");
    }
  }

  private static Test test(JsonNode r) {
    double seconds = r.path("seconds").asDouble();
    return new Test(
        TestStatus.valueOf(r.path("status").asText()),
        Duration.ofNanos((long) (Math.max(0, Math.min(seconds, 1e6)) * 1e9)),
        r.path("message").asText(),
        r.path("memory").asBoolean());
  }

  private void fault(String what) {
    if (faults.size() < 20 && !faults.contains(what)) {
      faults.add(what);
    }
  }

  /** Whether the tests' process had loaded all of its own. */
  synchronized boolean ready() {
    return ready;
  }

  synchronized boolean collectionDone() {
    return collectionDone;
  }

  /** Ids that were collected. */
  synchronized Set<String> collected() {
    Set<String> ids = new LinkedHashSet<>(collected);
    ids.removeIf(this::isPlanted);
    return ids;
  }

  /** Messages by path of what could not be collected. */
  synchronized Map<String, String> collectErrors() {
    return new LinkedHashMap<>(collectErrors);
  }

  synchronized Map<String, Test> tests() {
    Map<String, Test> own = new LinkedHashMap<>(tests);
    own.keySet().removeIf(this::isPlanted);
    return own;
  }

  private boolean isPlanted(String id) {
    return planted.contains(id.substring(id.lastIndexOf(':') + 1));
  }

  /** What the tests that must fail give away; empty if all is well. */
  synchronized List<String> canaryFaults() {
    List<String> found = new ArrayList<>();
    long ended = 0;
    for (Map.Entry<String, Test> test : tests.entrySet()) {
      if (isPlanted(test.getKey())) {
        ended++;
        if (test.getValue().status() == TestStatus.PASSED) {
          found.add("a test that must fail has passed");
        }
      }
    }
    Map<String, Test> own = tests();
    boolean whole = childEnd.isPresent() && own.keySet().containsAll(collected());
    boolean passed = own.values().stream().anyMatch(t -> t.status() == TestStatus.PASSED);
    if (whole && passed && ended < planted.size()) {
      found.add("a test that must fail was left out");
    }
    return found;
  }

  /** The test that has begun and not ended; empty if there is none. */
  synchronized String running() {
    return running;
  }

  /** What tests reached, by id, as {@code iccm_reach/runs.py} wrote it. */
  synchronized Map<String, JsonNode> reached() {
    return new LinkedHashMap<>(reached);
  }

  /** What the import of the test files ran, likewise. */
  synchronized Optional<JsonNode> loaded() {
    return loaded;
  }

  /** The last words of the tests' process. */
  synchronized Optional<JsonNode> childEnd() {
    return childEnd;
  }

  /** The last words of the first process. */
  synchronized Optional<JsonNode> parentEnd() {
    return parentEnd;
  }

  /** Contradictions so far, also those that driver and recorder found themselves. */
  synchronized List<String> faults() {
    List<String> all = new ArrayList<>(faults);
    parentEnd.map(p -> p.path("fault").asText("")).filter(f -> !f.isEmpty()).ifPresent(all::add);
    childEnd.ifPresent(c -> c.path("faults").forEach(f -> all.add(f.asText())));
    all.addAll(canaryFaults());
    return all;
  }
}
