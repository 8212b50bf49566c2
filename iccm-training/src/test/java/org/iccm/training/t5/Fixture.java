package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.iccm.training.weights.SafetensorsReader;

/** What make_fixtures.py left: a tiny model and what the reference makes of it. */
final class Fixture {
  static final List<String> NAMES = List.of("relu-tied", "gated-untied", "inner");

  private final Path directory;

  private Fixture(Path directory) {
    this.directory = directory;
  }

  static Fixture of(String name) {
    return new Fixture(resource(name));
  }

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(Fixture.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Path directory() {
    return directory;
  }

  T5Model model() {
    return T5Model.load(directory);
  }

  JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(Files.readString(directory.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SafetensorsReader tensors(String file) {
    return SafetensorsReader.open(directory.resolve(file));
  }

  /** The batch of the training fixture. */
  TokenBatch batch(T5Config config) {
    JsonNode json = json("case.json");
    return TokenBatch.of(config, sequences(json.get("sources")), sequences(json.get("targets")));
  }

  static List<int[]> sequences(JsonNode node) {
    List<int[]> all = new ArrayList<>();
    node.forEach(row -> all.add(ints(row)));
    return all;
  }

  static int[] ints(JsonNode row) {
    int[] values = new int[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i).intValue();
    }
    return values;
  }

  static double[] doubles(JsonNode row) {
    double[] values = new double[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i).doubleValue();
    }
    return values;
  }

  /** Relative to the largest value where that is above 1: floats have that many digits. */
  static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double scale = 1;
    for (float e : expected) {
      scale = Math.max(scale, Math.abs(e));
    }
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    assertThat(worst / scale).as(what).isLessThanOrEqualTo(tolerance);
  }
}
