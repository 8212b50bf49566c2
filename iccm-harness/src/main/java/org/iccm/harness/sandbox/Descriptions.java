package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.iccm.api.application.Digests;
import org.iccm.api.testing.PreparedSuite;

/** What tests know of an application when they run apart from it, on its way through a suite. */
final class Descriptions {
  /** What the original's run told of its objects. */
  private static final String[] LEARNT = {"calls", "shown"};

  private final ObjectMapper json = new ObjectMapper();

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
    try {
      return json.readTree(suite.description());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the suite's description is not this runner's", e);
    }
  }
}
