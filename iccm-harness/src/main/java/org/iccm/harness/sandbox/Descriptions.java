package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.iccm.api.application.Digests;
import org.iccm.api.testing.PreparedSuite;

/**
 * What tests know of an application when they run apart from it, on its way through a suite.
 * Thread-safe.
 */
final class Descriptions {
  /** What the original's run told of its objects. */
  private static final String[] LEARNT = {"calls", "shown"};

  private static final int MOST = 64;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, JsonNode> known = new ConcurrentHashMap<>();

  PreparedSuite of(PreparedSuite suite, JsonNode shape) {
    String text = shape.toString();
    return PreparedSuite.builder(
            suite.suite(), suite.environment(), Digests.of(suite.environmentDigest(), text))
        .description(text)
        .build();
  }

  PreparedSuite of(PreparedSuite suite, JsonNode shape, JsonNode originalsEnd) {
    ObjectNode whole = shape.deepCopy();
    for (String name : LEARNT) {
      if (originalsEnd.has(name)) {
        whole.set(name, originalsEnd.get(name));
      }
    }
    return of(suite, whole);
  }

  JsonNode read(PreparedSuite suite) {
    if (suite.description().isEmpty()) {
      throw new IllegalArgumentException(
          suite.suite().applicationId()
              + ": an isolated run needs a suite from describe(): tests have to know the interface");
    }
    JsonNode before = known.get(suite.environmentDigest());
    if (before != null) {
      return before;
    }
    try {
      JsonNode shape = json.readTree(suite.description());
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(suite.environmentDigest(), shape);
      return shape;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the suite's description is not this runner's", e);
    }
  }
}
