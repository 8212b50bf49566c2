package org.iccm.embeddings.minilm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** What make_reference.py wrote from the publisher's weights. */
final class Reference {
  /** A text, its token ids, the first numbers of its vector. */
  record Text(String text, long[] ids, double[] start) {}

  /** Cosine of two texts, by their index. */
  record Cosine(int a, int b, double value) {}

  private Reference() {}

  static List<Text> texts() {
    return rows("tokens.csv").stream()
        .map(
            r ->
                new Text(
                    new String(HexFormat.of().parseHex(r[0]), StandardCharsets.UTF_8),
                    Arrays.stream(r[1].split(" ")).mapToLong(Long::parseLong).toArray(),
                    Arrays.stream(r[2].split(" ")).mapToDouble(Double::parseDouble).toArray()))
        .toList();
  }

  static List<Cosine> cosines() {
    return rows("cosines.csv").stream()
        .map(
            r ->
                new Cosine(
                    Integer.parseInt(r[0]), Integer.parseInt(r[1]), Double.parseDouble(r[2])))
        .toList();
  }

  private static List<String[]> rows(String name) {
    try (InputStream in = Objects.requireNonNull(Reference.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(l -> l.split(","))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
