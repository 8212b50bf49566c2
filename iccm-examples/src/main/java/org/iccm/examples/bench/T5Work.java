package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.iccm.training.tokenizer.TextTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * ICCM's side of {@code ./bench t5}, a process of its own: reads the same commands and gives the
 * same answers as {@code t5_reference.py}.
 */
public final class T5Work {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = 1;

  private final List<int[]> sources;
  private final List<int[]> targets;
  private final List<String> texts;
  private final int maxTokens;
  private final double learningRate;
  private T5Model model;
  private @Nullable T5Trainer trainer;

  private T5Work(JsonNode work, T5Model model) {
    this.sources = rows(work.get("sources"));
    this.targets = rows(work.get("targets"));
    this.texts =
        StreamSupport.stream(work.get("texts").spliterator(), false).map(JsonNode::asText).toList();
    this.maxTokens = work.get("maxTokens").asInt();
    this.learningRate = work.get("learningRate").asDouble();
    this.model = model;
  }

  private static List<int[]> rows(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false)
        .map(r -> StreamSupport.stream(r.spliterator(), false).mapToInt(JsonNode::asInt).toArray())
        .toList();
  }

  /**
   * Answers commands until its input ends.
   *
   * @param args the file with the work and a model's directory; then, for one token only, {@code
   *     first}
   * @throws IOException if the work cannot be read
   */
  public static void main(String[] args) throws IOException {
    JsonNode given = JSON.readTree(Files.readAllBytes(Path.of(args[0])));
    T5Work work = new T5Work(given, T5Model.load(Path.of(args[1])));
    if (args.length > 2) {
      answer(Map.of("token", work.generate(1, 1, 1).get(0)[0]));
      return;
    }
    answer(Map.of("ready", true));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      answer(work.answer(words[0], List.of(words).subList(1, words.length)));
    }
  }

  private static void answer(Map<String, ?> figures) throws IOException {
    System.out.println(JSON.writeValueAsString(figures));
    System.out.flush();
  }

  private Map<String, ?> answer(String command, List<String> arguments) throws IOException {
    return switch (command) {
      case "train" -> train(Integer.parseInt(arguments.get(0)));
      case "generate" -> {
        int rows = Integer.parseInt(arguments.get(0));
        int times = Integer.parseInt(arguments.get(1));
        long begin = System.nanoTime();
        List<int[]> tokens = generate(rows, times, maxTokens);
        yield Map.of("seconds", since(begin), "tokens", tokens);
      }
      case "score" -> Map.of("scores", model.logProbabilities(batch()));
      case "score-adapter" -> {
        model.loadAdapter("other", Path.of(arguments.get(0)));
        Map<String, ?> scores = Map.of("scores", model.logProbabilities(batch()));
        model.removeAdapter("other");
        yield scores;
      }
      case "save-adapter" -> saveAdapter(Path.of(arguments.get(0)));
      case "load" -> {
        model.close();
        model = T5Model.load(Path.of(arguments.get(0)));
        yield Map.of();
      }
      case "encode" -> {
        try (TextTokenizer tokenizer = TextTokenizer.load(Path.of(arguments.get(0)))) {
          yield Map.of("ids", texts.stream().map(tokenizer::encode).toList());
        }
      }
      case "memory" -> Map.of("bytes", ProcessStatus.kibibytes("self", "VmHWM:") * 1024);
      default -> throw new IllegalArgumentException(command);
    };
  }

  private TokenBatch batch() {
    return TokenBatch.of(model.config(), sources, targets);
  }

  private Map<String, ?> train(int steps) {
    T5Trainer used = trainer;
    if (used == null) {
      used =
          T5Trainer.full(
              model,
              TrainingOptions.builder()
                  .learningRate(learningRate)
                  .weightDecay(0.01)
                  .clip(1)
                  .dropout(0)
                  .build());
      trainer = used;
    }
    List<Double> losses = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      losses.add(used.step(batch()).loss());
    }
    return Map.of("seconds", since(begin), "losses", losses);
  }

  private List<int[]> generate(int rows, int times, int longest) {
    GenerationOptions greedy = GenerationOptions.builder().maxTokens(longest).build();
    List<Generated> last = List.of();
    for (int i = 0; i < times; i++) {
      last = model.generate(sources.subList(0, rows), greedy);
    }
    return last.stream().map(Generated::tokens).toList();
  }

  /** Two steps of training give the adapter values that matter. */
  private Map<String, ?> saveAdapter(Path directory) {
    model.addAdapter("own", LoraConfig.builder().rank(4).alpha(8).build(), SEED);
    TrainingOptions options = TrainingOptions.builder().learningRate(0.01).build();
    try (T5Trainer adapting = T5Trainer.adapter(model, "own", options)) {
      adapting.step(batch());
      adapting.step(batch());
    }
    model.saveAdapter("own", directory);
    Map<String, ?> scores = Map.of("scores", model.logProbabilities(batch()));
    model.removeAdapter("own");
    return scores;
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
