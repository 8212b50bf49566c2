package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one side writes the other reads: models, adapters, tokenizers. */
final class T5Exchange {
  private final WorkProcess ours;
  private final WorkProcess theirs;
  private final Path directory;

  /** Both sides hold the model in {@code model}; {@code bf16} and {@code grown} are written. */
  T5Exchange(WorkProcess ours, WorkProcess theirs, Path directory) {
    this.ours = ours;
    this.theirs = theirs;
    this.directory = directory;
  }

  /** The largest differences between the targets' log-probabilities, by what was exchanged. */
  Map<String, Double> differences() throws IOException {
    Map<String, Double> apart = new LinkedHashMap<>();
    apart.put("modelWeWrote", difference(ours.ask("score"), theirs.ask("score")));
    Path adapter = directory.resolve("adapter");
    JsonNode own = ours.ask("save-adapter " + adapter);
    apart.put("adapterWeWrote", difference(own, theirs.ask("score-adapter " + adapter)));
    Path other = directory.resolve("other-adapter");
    JsonNode their = theirs.ask("save-adapter " + other);
    apart.put("adapterTheyWrote", difference(ours.ask("score-adapter " + other), their));
    Path saved = directory.resolve("other");
    theirs.ask("save " + saved);
    ours.ask("load " + saved);
    apart.put("modelTheyWrote", difference(ours.ask("score"), theirs.ask("score")));
    apart.put("shardsInBf16WeWrote", both("bf16"));
    apart.put("withMoreTokens", both("grown"));
    tokenizer("model");
    tokenizer("grown");
    return apart;
  }

  private double both(String name) throws IOException {
    ours.ask("load " + directory.resolve(name));
    theirs.ask("load " + directory.resolve(name));
    return difference(ours.ask("score"), theirs.ask("score"));
  }

  private void tokenizer(String name) throws IOException {
    JsonNode a = ours.ask("encode " + directory.resolve(name)).get("ids");
    JsonNode b = theirs.ask("encode " + directory.resolve(name)).get("ids");
    if (!a.equals(b)) {
      throw new IllegalStateException(
          "the tokenizer in " + name + " gives " + a + " here and " + b + " there");
    }
  }

  private static double difference(JsonNode one, JsonNode other) {
    double worst = 0;
    JsonNode a = one.get("scores");
    JsonNode b = other.get("scores");
    for (int r = 0; r < a.size(); r++) {
      for (int i = 0; i < a.get(r).size(); i++) {
        worst = Math.max(worst, Math.abs(a.get(r).get(i).asDouble() - b.get(r).get(i).asDouble()));
      }
    }
    return worst;
  }
}
