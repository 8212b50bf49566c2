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
  private final ObjectMapper json = new ObjectMapper();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long total;
  private long expectedNumber;
  private boolean ready;
  private boolean collectionDone;
  private final Set<String> collected = new LinkedHashSet<>();
  private final Map<String, String> collectErrors = new LinkedHashMap<>();
  private final Map<String, Test> tests = new LinkedHashMap<>();
  private String running = "";
  private final List<String> faults = new ArrayList<>();
  private Optional<JsonNode> childEnd = Optional.empty();
  private Optional<JsonNode> parentEnd = Optional.empty();

  RunRecord(String secret) {
    this.secret = secret;
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
        if (!running.isEmpty() || tests.containsKey(id) || !collected.contains(id)) {
          fault("test " + id + " begins out of turn");
        }
        running = id;
      }
      case "test" -> {
        if (!running.equals(id) || tests.containsKey(id)) {
          fault("test " + id + " ends out of turn");
        }
        running = "";
        tests.putIfAbsent(id, test(r));
      }
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
    return new LinkedHashSet<>(collected);
  }

  /** Messages by path of what could not be collected. */
  synchronized Map<String, String> collectErrors() {
    return new LinkedHashMap<>(collectErrors);
  }

  synchronized Map<String, Test> tests() {
    return new LinkedHashMap<>(tests);
  }

  /** The test that has begun and not ended; empty if there is none. */
  synchronized String running() {
    return running;
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
    return all;
  }
}
