package org.iccm.training.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.iccm.api.application.Digests;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ProviderException;

/**
 * A tokenizer as Hugging Face's {@code tokenizer.json} describes it. Special tokens are put in by
 * their ids only: one that is spelt out in a text is encoded as the plain text that it is, so that
 * source code cannot end a sequence or open a section. Thread-safe; native memory until closed.
 *
 * @since 0.1.0
 */
public final class TextTokenizer implements AutoCloseable {
  /** Name of the file in a model's directory. */
  public static final String FILE = "tokenizer.json";

  private final HuggingFaceTokenizer tokenizer;
  private final Map<String, Integer> ids;
  private final Pattern special;
  private final int[] before;
  private final int[] after;
  private final String json;

  private TextTokenizer(
      HuggingFaceTokenizer tokenizer, Map<String, Integer> ids, List<String> special, String json) {
    this.tokenizer = tokenizer;
    this.ids = ids;
    this.json = json;
    // Longest first: one special token may begin another.
    this.special =
        Pattern.compile(
            special.isEmpty()
                ? "(?!)"
                : special.stream()
                    .sorted((a, b) -> b.length() - a.length())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
    int[] whole = encode("a", true);
    int[] plain = encode("a", false);
    int at = 0;
    while (at < whole.length - plain.length
        && !Arrays.equals(Arrays.copyOfRange(whole, at, at + plain.length), plain)) {
      at++;
    }
    this.before = Arrays.copyOf(whole, at);
    this.after = Arrays.copyOfRange(whole, at + plain.length, whole.length);
  }

  /**
   * Loads a tokenizer.
   *
   * @param place a {@code tokenizer.json}, or the directory that holds it
   * @return the tokenizer
   * @throws ConfigurationException if the file is missing or none
   * @throws ProviderException if the native library cannot be loaded
   */
  public static TextTokenizer load(Path place) {
    Path file = Files.isDirectory(place) ? place.resolve(FILE) : place;
    try {
      return of(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw fault(file.toString(), "is not there; a model's directory holds " + FILE);
    } catch (IOException e) {
      throw fault(file.toString(), "cannot be read (" + e.getMessage() + ")");
    }
  }

  /**
   * Loads a tokenizer for code and its description that is shipped with the library: byte-level,
   * digits one by one, ids of pad 0, end 2, and tokens for the kinds of requirements.
   *
   * @param size which one
   * @return the tokenizer
   * @throws ProviderException if the native library cannot be loaded
   */
  public static TextTokenizer shipped(ShippedTokenizer size) {
    try (InputStream in = TextTokenizer.class.getResourceAsStream(size.resource())) {
      if (in == null) {
        throw fault(size.resource(), "is not in the jar: a shaded jar must keep its resources");
      }
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8), size.resource());
    } catch (IOException e) {
      throw fault(size.resource(), "cannot be read (" + e.getMessage() + ")");
    }
  }

  private static TextTokenizer of(String json, String place) {
    Map<String, Integer> ids = new HashMap<>();
    List<String> special = new ArrayList<>();
    try {
      JsonNode root = new ObjectMapper().readTree(json);
      JsonNode vocabulary = root.path("model").path("vocab");
      if (vocabulary.isArray()) {
        // Unigram models list their pieces in the order of their ids.
        IntStream.range(0, vocabulary.size())
            .forEach(i -> ids.put(vocabulary.get(i).path(0).asText(), i));
      }
      vocabulary.properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
      for (JsonNode token : root.path("added_tokens")) {
        ids.put(token.path("content").asText(), token.path("id").asInt());
        if (token.path("special").asBoolean()) {
          special.add(token.path("content").asText());
        }
      }
    } catch (JsonProcessingException e) {
      throw fault(place, "is not JSON (" + e.getOriginalMessage() + ")");
    }
    if (ids.isEmpty()) {
      throw fault(place, "has no vocabulary: it is no tokenizer.json");
    }
    return new TextTokenizer(open(json, place), ids, special, json);
  }

  private static HuggingFaceTokenizer open(String json, String place) {
    // Before the library's first class is used: it would report its start over the network.
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
    if (System.getProperty("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
          Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
    } catch (LinkageError | EngineException e) {
      throw new ProviderException(
          "cet-d",
          "the tokenizer's native library cannot be loaded ("
              + e.getMessage()
              + "); put ai.djl.huggingface:tokenizers on the classpath",
          e);
    } catch (IOException | RuntimeException e) {
      throw fault(place, "is no tokenizer.json that can be read (" + e.getMessage() + ")");
    }
  }

  private static ConfigurationException fault(String place, String message) {
    return new ConfigurationException(
        List.of(new ConfigurationException.Problem("", place, message)));
  }

  /**
   * Encodes a text with what the tokenizer puts around each, the end's id for example.
   *
   * @param text any text; unpaired surrogates become question marks
   * @return ids of any number
   */
  public int[] encode(String text) {
    int[] plain = encodePlain(text);
    int[] all = Arrays.copyOf(before, before.length + plain.length + after.length);
    System.arraycopy(plain, 0, all, before.length, plain.length);
    System.arraycopy(after, 0, all, before.length + plain.length, after.length);
    return all;
  }

  /**
   * Encodes a text alone, for callers who put it together with others.
   *
   * @param text any text; unpaired surrogates become question marks
   * @return ids of any number
   */
  public int[] encodePlain(String text) {
    String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    Matcher matcher = special.matcher(whole);
    IntStream.Builder all = IntStream.builder();
    int from = 0;
    while (matcher.find()) {
      // Cut within the token: neither part is one.
      int cut = whole.offsetByCodePoints(matcher.start(), 1);
      Arrays.stream(encode(whole.substring(from, cut), false)).forEach(all::add);
      from = cut;
    }
    Arrays.stream(encode(whole.substring(from), false)).forEach(all::add);
    return all.build().toArray();
  }

  private int[] encode(String text, boolean around) {
    if (text.isEmpty()) {
      return new int[0];
    }
    return Arrays.stream(tokenizer.encode(text, around, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /**
   * The text of ids, special tokens left out.
   *
   * @param tokens ids of this tokenizer
   * @return the text
   */
  public String decode(int[] tokens) {
    return tokens.length == 0
        ? ""
        : tokenizer.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
  }

  /**
   * The id of a token as the vocabulary spells it.
   *
   * @param token the token, {@code </s>} for example
   * @return its id, empty if there is none
   */
  public OptionalInt idOf(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * How many ids a model needs for it: one more than the largest.
   *
   * @return the number
   */
  public int vocabulary() {
    return ids.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
  }

  /**
   * Digest of its description: part of what a model's output depends on.
   *
   * @return 64 hexadecimal characters
   */
  public String fingerprint() {
    return Digests.of(json);
  }

  /**
   * The same tokenizer with more special tokens: each gets the id that plain text of the same
   * spelling has in the vocabulary, else the next free one.
   *
   * @param tokens their texts, none of them empty; those that are special already stay as they are
   * @return a new tokenizer; this one stays open
   * @throws IllegalArgumentException if a text is empty
   */
  public TextTokenizer withSpecialTokens(List<String> tokens) {
    try {
      JsonNode root = new ObjectMapper().readTree(json);
      ArrayNode added = root.withArray("/added_tokens");
      int next = vocabulary();
      for (String token : new LinkedHashSet<>(tokens)) {
        if (token.isEmpty()) {
          throw new IllegalArgumentException("a special token is empty");
        }
        if (special.matcher(token).matches()) {
          continue;
        }
        int id = ids.getOrDefault(token, next);
        next = Math.max(next, id + 1);
        IntStream.range(0, added.size())
            .filter(i -> added.get(i).path("id").asInt(-1) == id)
            .findFirst()
            .ifPresent(added::remove);
        added
            .addObject()
            .put("id", id)
            .put("content", token)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", true);
      }
      List<JsonNode> byId = new ArrayList<>();
      added.forEach(byId::add);
      byId.sort(Comparator.comparingInt(t -> t.path("id").asInt()));
      added.removeAll();
      added.addAll(byId);
      return of(root.toString(), "tokenizer with " + tokens);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON before is none now", e);
    }
  }

  /**
   * Saves its description beside a model.
   *
   * @param directory an existing directory
   * @throws ConfigurationException if it cannot be written
   */
  public void save(Path directory) {
    try {
      Files.writeString(directory.resolve(FILE), json);
    } catch (IOException e) {
      throw fault(directory.resolve(FILE).toString(), "cannot be written (" + e.getMessage() + ")");
    }
  }

  /** Frees native memory. Idempotent. */
  @Override
  public void close() {
    tokenizer.close();
  }
}
