package org.iccm.training.vocabulary;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.t5.T5Config;
import org.iccm.training.tokenizer.TextTokenizer;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.SafetensorsWriter;
import org.iccm.training.weights.TensorType;
import org.iccm.training.weights.WeightsException;

/**
 * Gives a model's directory more special tokens, so that a model that was trained elsewhere learns
 * requirements: from a T5 directory to another, tensor by tensor, without loading the model.
 *
 * <p>Stateless.
 *
 * @since 0.1.0
 */
public final class ExtraTokens {
  private static final String SIZE = "vocab_size";

  /** What Hugging Face keeps beside the model and more tokens do not change. */
  private static final List<String> COMPANIONS =
      List.of("generation_config.json", "tokenizer_config.json", "special_tokens_map.json");

  /** The embedding, under each name that files give it, and the output layer. */
  private static final Set<String> BY_TOKEN =
      Set.of(
          "shared.weight",
          "encoder.embed_tokens.weight",
          "decoder.embed_tokens.weight",
          "lm_head.weight");

  private static final long LONGEST_FILE = 5_000_000_000L;

  private ExtraTokens() {}

  /**
   * Writes a directory with more tokens. Existing rows of the embedding (and of an output layer of
   * its own) stay as they are, bit for bit; the tokenizer's ids may already fit rows that pad the
   * vocabulary, and then take those. Each new row is the mean of the tokenizer's rows plus a little
   * noise: no new token begins likelier than the others, and no two are alike.
   *
   * @param from a T5 directory: {@code config.json}, {@code tokenizer.json}, weights
   * @param to not there yet, or empty
   * @param tokens the tokens' texts, none of them empty; those that are special already keep their
   *     ids
   * @param seed of the noise; equal seeds give equal files
   * @return all tokens and their ids, in order
   * @throws ConfigurationException if a file of {@code from} is missing or wrong, or {@code to} is
   *     not empty
   * @throws WeightsException if the weights are damaged, do not fit, or cannot be written
   */
  public static Map<String, Integer> add(Path from, Path to, List<String> tokens, long seed) {
    T5Config config = T5Config.read(from);
    makeEmpty(to);
    try (TextTokenizer before = TextTokenizer.load(from);
        TextTokenizer after = before.withSpecialTokens(tokens);
        SafetensorsReader file = SafetensorsReader.open(from)) {
      int size = Math.max(config.vocabulary(), after.vocabulary());
      int used = Math.min(before.vocabulary(), config.vocabulary());
      SafetensorsWriter writer = new SafetensorsWriter().type(type(file));
      if (Files.exists(from.resolve(SafetensorsReader.INDEX))) {
        writer.longestFile(LONGEST_FILE);
      }
      for (String name : file.names()) {
        List<Long> shape = file.info(name).shape();
        if (BY_TOKEN.contains(name)) {
          check(from, name, shape, config);
          GrownRows rows = new GrownRows(file, name, used, size, seed);
          writer.add(name, new long[] {size, config.width()}, rows);
        } else {
          long[] same = shape.stream().mapToLong(Long::longValue).toArray();
          writer.add(name, same, (at, into) -> file.read(name, at, into));
        }
      }
      writer.writeDirectory(to);
      after.save(to);
      copyCompanions(from, to);
      writeConfig(from, to, size);
      Map<String, Integer> ids = new LinkedHashMap<>();
      tokens.forEach(t -> ids.put(t, after.idOf(t).orElseThrow()));
      return ids;
    }
  }

  private static void check(Path from, String name, List<Long> shape, T5Config config) {
    if (!shape.equals(List.of((long) config.vocabulary(), (long) config.width()))) {
      throw new WeightsException(
          from,
          "tensor '"
              + name
              + "' has shape "
              + shape
              + ", config.json asks for ["
              + config.vocabulary()
              + ", "
              + config.width()
              + "]");
    }
  }

  /** That of the file, so that nothing is rounded; F32 holds a mixture. */
  private static TensorType type(SafetensorsReader file) {
    List<TensorType> types =
        file.names().stream().map(n -> file.info(n).type()).distinct().toList();
    return types.size() == 1 ? types.get(0) : TensorType.F32;
  }

  private static void makeEmpty(Path to) {
    try {
      Files.createDirectories(to);
      try (Stream<Path> inside = Files.list(to)) {
        if (inside.findAny().isPresent()) {
          throw fault(to, "is not empty; name a directory that is not there yet");
        }
      }
    } catch (IOException e) {
      throw fault(to, "cannot be made (" + e + "); choose another place");
    }
  }

  private static void copyCompanions(Path from, Path to) {
    for (String name : COMPANIONS) {
      if (Files.isRegularFile(from.resolve(name))) {
        try {
          Files.copy(from.resolve(name), to.resolve(name));
        } catch (IOException e) {
          throw fault(to.resolve(name), "cannot be written (" + e + "); free space");
        }
      }
    }
  }

  /** Only the size changes: keys that are none of ours stay. */
  private static void writeConfig(Path from, Path to, int size) {
    try {
      ObjectNode root =
          (ObjectNode) new ObjectMapper().readTree(Files.readString(from.resolve(T5Config.FILE)));
      root.put(SIZE, size);
      Files.writeString(to.resolve(T5Config.FILE), root.toPrettyString() + "\n");
    } catch (IOException e) {
      throw fault(to.resolve(T5Config.FILE), "cannot be written (" + e + "); free space");
    }
  }

  private static ConfigurationException fault(Path place, String message) {
    return new ConfigurationException(
        List.of(new ConfigurationException.Problem("", place.toString(), message)));
  }
}
