package org.iccm.examples.training;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.t5.FeedForwardKind;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.iccm.training.vocabulary.ExtraTokens;
import org.iccm.training.weights.SafetensorsReader;

/**
 * Loads a T5 directory as Hugging Face has it, CodeT5's for example, gives it the tokens for
 * requirements, and lets it write. Without an argument it makes such a directory, of random weights
 * and small.
 */
public final class FromTheHub {
  /** CodeT5's configuration as its repository has it, with fewer and narrower blocks. */
  private static final String CONFIG =
      """
      {
        "architectures": ["T5ForConditionalGeneration"],
        "bos_token_id": 1,
        "d_ff": 256,
        "d_kv": 16,
        "d_model": 64,
        "decoder_start_token_id": 0,
        "dropout_rate": 0.1,
        "eos_token_id": 2,
        "feed_forward_proj": "relu",
        "gradient_checkpointing": false,
        "initializer_factor": 1.0,
        "is_encoder_decoder": true,
        "layer_norm_epsilon": 1e-06,
        "model_type": "t5",
        "n_positions": 512,
        "num_decoder_layers": 2,
        "num_heads": 4,
        "num_layers": 2,
        "pad_token_id": 0,
        "relative_attention_num_buckets": 32,
        "torch_dtype": "float32",
        "use_cache": true,
        "vocab_size": 32100
      }
      """;

  private FromTheHub() {}

  /**
   * Inspects a directory, extends it, and generates.
   *
   * @param from a T5 directory
   * @param to where the extended one goes; not there yet, or empty
   * @param out gets the report
   */
  public static void run(Path from, Path to, PrintStream out) {
    T5Config config = T5Config.read(from);
    out.println(config + ", feed-forward " + label(config.feedForward()));
    try (SafetensorsReader file = SafetensorsReader.open(from)) {
      out.println(
          file.names().size() + " tensors, embedding " + file.info("shared.weight").shape());
    }
    List<String> tokens = new ArrayList<>(RequirementFormat.markers());
    tokens.add("<example>"); // one of your own
    Map<String, Integer> ids = ExtraTokens.add(from, to, tokens, 1);
    out.println("tokens " + ids);
    try (T5Model model = T5Model.load(to);
        TextTokenizer tokenizer = TextTokenizer.load(to)) {
      out.println("vocabulary " + config.vocabulary() + " -> " + model.config().vocabulary());
      int[] source = tokenizer.encode("def area(w, h):\n    return w * h");
      GenerationOptions options = GenerationOptions.builder().maxTokens(12).beams(2).build();
      Generated written = model.generate(List.of(source), options).get(0);
      out.printf(
          Locale.ROOT,
          "%d tokens in, %d out, score %.2f: %s%n",
          source.length,
          written.tokens().length,
          written.score(),
          tokenizer.decode(written.tokens()));
    }
  }

  private static String label(FeedForwardKind kind) {
    return kind == FeedForwardKind.RELU ? "relu (T5 v1.0, CodeT5)" : "gated (T5 v1.1)";
  }

  /**
   * Makes a directory like CodeT5's.
   *
   * @param directory where it goes
   * @throws IOException if it cannot be written
   */
  public static void make(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(T5Config.FILE), CONFIG);
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_32K);
        T5Model model = T5Model.random(T5Config.read(directory), 7)) {
      model.save(directory);
      tokenizer.save(directory);
    }
    Files.writeString(directory.resolve(T5Config.FILE), CONFIG);
  }

  /**
   * Runs it.
   *
   * @param args a T5 directory, or none
   * @throws IOException if files cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path work = Files.createTempDirectory("iccm-hub");
    Path from = args.length > 0 ? Path.of(args[0]) : work.resolve("made");
    if (args.length == 0) {
      make(from);
    }
    run(from, work.resolve("extended"), System.out);
    System.out.println("extended model in " + work.resolve("extended"));
  }
}
