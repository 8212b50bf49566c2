package org.iccm.examples.training;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.iccm.training.weights.SafetensorsReader;

/**
 * Shows what is in a low-rank adapter, and merges it into its model: what is saved then needs no
 * adapter. Without arguments it trains one first.
 */
public final class MergeAdapter {
  private static final String NAME = "mine";

  private MergeAdapter() {}

  /**
   * Inspects and merges.
   *
   * @param directory the model the adapter was trained on
   * @param adapter PEFT's files
   * @param merged where the merged model goes
   * @param out gets the report
   */
  public static void run(Path directory, Path adapter, Path merged, PrintStream out) {
    out.println(LoraConfig.read(adapter));
    long parameters = 0;
    try (SafetensorsReader file = SafetensorsReader.open(adapter.resolve(LoraConfig.WEIGHTS))) {
      for (String name : file.names()) {
        parameters += file.info(name).elements();
      }
    }
    try (T5Model model = T5Model.load(directory);
        TextTokenizer tokenizer = TextTokenizer.load(directory)) {
      out.printf(
          Locale.ROOT,
          "%d of the adapter's parameters for %d of the model's (%.1f %%)%n",
          parameters,
          model.config().parameters(),
          100.0 * parameters / model.config().parameters());
      TokenBatch batch = batch(model, tokenizer);
      out.printf(Locale.ROOT, "loss %.4f without the adapter%n", model.loss(batch));
      String base = model.digest();
      model.loadAdapter(NAME, adapter);
      out.printf(Locale.ROOT, "loss %.4f with it%n", model.loss(batch));
      model.mergeAdapter(NAME);
      out.printf(Locale.ROOT, "loss %.4f merged%n", model.loss(batch));
      model.save(merged);
      tokenizer.save(merged);
      model.unmergeAdapter();
      out.println(
          "unmerged: the weights are "
              + (model.digest().equals(base) ? "" : "not ")
              + "those of before");
    }
  }

  private static TokenBatch batch(T5Model model, TextTokenizer tokenizer) {
    RequirementFormat format = RequirementFormat.of(tokenizer, model.config());
    List<Pairs.Pair> pairs = Pairs.ten();
    return TokenBatch.of(
        model.config(),
        pairs.stream().map(p -> format.source(p.chunk(), 256)).toList(),
        pairs.stream().map(p -> format.target(p.requirements(), 256)).toList());
  }

  /**
   * Makes a model and trains an adapter of it for a few steps.
   *
   * @param directory where the model goes
   * @param adapter where the adapter goes
   * @throws IOException if a directory cannot be made
   */
  public static void make(Path directory, Path adapter) throws IOException {
    Files.createDirectories(directory);
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
        T5Model model = T5Model.random(T5Size.TEST.config(), 1)) {
      model.save(directory);
      tokenizer.save(directory);
      model.addAdapter(NAME, LoraConfig.builder().rank(8).alpha(16).build(), 2);
      TrainingOptions options = TrainingOptions.builder().learningRate(1e-2).build();
      try (T5Trainer trainer = T5Trainer.adapter(model, NAME, options)) {
        TokenBatch batch = batch(model, tokenizer);
        for (int i = 0; i < 30; i++) {
          trainer.step(batch);
        }
      }
      model.saveAdapter(NAME, adapter);
    }
  }

  /**
   * Runs it.
   *
   * @param args a model's directory, its adapter's, and where the merged model goes; or none
   * @throws IOException if files cannot be written
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 3) {
      run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), System.out);
      return;
    }
    Path work = Files.createTempDirectory("iccm-adapter");
    make(work.resolve("model"), work.resolve("adapter"));
    run(work.resolve("model"), work.resolve("adapter"), work.resolve("merged"), System.out);
  }
}
