package org.iccm.harness.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a report that is not judged: no code but ours has run. */
final class ReportLines implements ByteSink {
  private static final int MOST = 32 << 20;

  private final String start;
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();

  ReportLines(String secret) {
    start = "c " + secret + " ";
  }

  @Override
  public synchronized void accept(byte[] bytes, int length) {
    if (all.size() < MOST) {
      all.write(bytes, 0, length);
    }
  }

  /** What the driver's second process said, as far as it can be read. */
  synchronized List<JsonNode> lines() {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : all.toString(StandardCharsets.UTF_8).split("\n")) {
      if (line.startsWith(start)) {
        try {
          lines.add(json.readTree(line.substring(start.length())));
        } catch (JsonProcessingException e) {
          // cut off: then there is no end either
          return lines;
        }
      }
    }
    return lines;
  }
}
