package org.iccm.training.supervised;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.retrieval.RetrievalAccuracy;
import org.iccm.training.retrieval.RetrievalTask;
import org.iccm.training.run.Phase;
import org.iccm.training.run.PhaseStep;
import org.iccm.training.stream.ExampleSource;
import org.iccm.training.stream.SupervisedExample;
import org.iccm.training.t5.StepResult;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * Learns to write requirements from a stream of examples, and, if asked to, to find the source that
 * a requirement speaks of. A step's figures: {@code loss} (nats per target token), {@code
 * gradientNorm}, {@code learningRate}, {@code leftOut} (examples too long so far), on contrastive
 * steps {@code contrast} (nats, without its weight), on validations {@code validationLoss} and
 * {@code retrieval} (share of requirements whose source came first).
 *
 * <p>Owns model, tokenizer and trainer. For one thread.
 *
 * @since 0.1.0
 */
public final class SupervisedPhase implements Phase {
  private final T5Model model;
  private final TextTokenizer tokenizer;
  private final T5Trainer trainer;
  private final SupervisedOptions options;
  private final RequirementFormat format;
  private final BatchStream stream;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<TokenBatch> validation;
  private final Optional<RetrievalTask> retrieval;
  private final EarlyStop earlyStop;

  /**
   * A phase at step 0.
   *
   * @param model the model; closed with the phase
   * @param tokenizer its tokenizer; closed with the phase
   * @param trainer trains the model, at step 0; closed with the phase
   * @param source what is learned from
   * @param validation what it is judged by, not in the source; at least one. Examples that are too
   *     long are left out
   * @param options how
   * @throws ConfigurationException if the tokenizer does not fit the model, or no validation
   *     example the limits; for retrieval, if those that do are of one source only
   */
  public SupervisedPhase(
      T5Model model,
      TextTokenizer tokenizer,
      T5Trainer trainer,
      ExampleSource source,
      List<SupervisedExample> validation,
      SupervisedOptions options) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.trainer = trainer;
    this.options = options;
    this.format = RequirementFormat.of(tokenizer, model.config());
    ExampleEncoder encoder =
        new ExampleEncoder(format, options.sourceTokens(), options.targetTokens());
    this.stream = new BatchStream(source, encoder, options);
    List<EncodedExample> held =
        validation.stream()
            .flatMap(e -> encoder.encode(e).stream())
            .sorted(Comparator.comparingInt(EncodedExample::tokens))
            .toList();
    if (held.isEmpty()) {
      throw new ConfigurationException(
          "",
          "none of "
              + validation.size()
              + " validation examples fits sourceTokens and targetTokens; raise them");
    }
    List<TokenBatch> batches = new ArrayList<>();
    for (int i = 0; i < held.size(); i += options.microBatch()) {
      batches.add(batch(held.subList(i, Math.min(held.size(), i + options.microBatch()))));
    }
    this.validation = List.copyOf(batches);
    List<SupervisedExample> known = held.stream().map(EncodedExample::example).toList();
    if (options.contrastEvery() > 0
        && known.stream().map(e -> e.chunk().shown()).distinct().count() < 2) {
      throw new ConfigurationException(
          "",
          "retrieval needs validation examples of at least two sources that fit sourceTokens and"
              + " targetTokens; give more, or raise them, or set contrastEvery to 0");
    }
    this.retrieval =
        options.contrastEvery() == 0 ? Optional.empty() : Optional.of(RetrievalTask.of(known));
    this.earlyStop = new EarlyStop(options.patience(), options.least());
    settings.put("options", options.toString());
    settings.put("source", source.identity());
    settings.put("format", RequirementFormat.VERSION);
    settings.put("validation", ExampleSource.digest(known));
  }

  @Override
  public long steps() {
    return trainer.steps();
  }

  @Override
  public long planned() {
    return options.steps();
  }

  @Override
  public Optional<String> finished() {
    return steps() >= planned()
        ? Optional.of("all " + planned() + " steps are taken")
        : earlyStop.reason();
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.iccm.training.t5.DivergedException if loss or gradient are not finite; the weights
   *     have not changed then
   */
  @Override
  public PhaseStep advance() {
    List<List<EncodedExample>> micros = stream.next();
    List<TokenBatch> batches = micros.stream().map(this::batch).toList();
    long tokens = micros.stream().flatMap(List::stream).mapToLong(EncodedExample::tokens).sum();
    Map<String, Double> figures = new LinkedHashMap<>();
    StepResult result;
    if (options.contrastEvery() > 0 && steps() % options.contrastEvery() == 0) {
      Contrast contrast = Contrast.of(model.config(), format, micros, options, steps());
      result = trainer.step(batches, contrast.batch());
      double value = contrast.loss().value();
      figures.put("loss", result.loss() - options.contrastWeight() * value);
      figures.put("contrast", value);
      tokens += contrast.tokens();
    } else {
      result = trainer.step(batches);
      figures.put("loss", result.loss());
    }
    figures.put("gradientNorm", result.gradientNorm());
    figures.put("learningRate", result.learningRate());
    figures.put("leftOut", (double) stream.leftOut());
    boolean validates = steps() % options.validateEvery() == 0 || steps() == planned();
    boolean best = false;
    if (validates) {
      double loss = validationLoss();
      figures.put("validationLoss", loss);
      retrieval().ifPresent(r -> figures.put("retrieval", r.first()));
      best = earlyStop.validated((int) steps(), -loss);
    }
    return new PhaseStep(figures, tokens, best, validates);
  }

  private TokenBatch batch(List<EncodedExample> examples) {
    return TokenBatch.of(
        model.config(),
        examples.stream().map(EncodedExample::source).toList(),
        examples.stream().map(EncodedExample::target).toList());
  }

  /** Returns the mean loss of the validation examples in nats per target token. */
  public double validationLoss() {
    double sum = 0;
    long tokens = 0;
    for (TokenBatch batch : validation) {
      sum += model.loss(batch) * batch.targetTokens();
      tokens += batch.targetTokens();
    }
    return sum / tokens;
  }

  /**
   * How well the encoder finds the validation examples' sources.
   *
   * @return the accuracy; empty if the phase does not learn it
   */
  public Optional<RetrievalAccuracy> retrieval() {
    return retrieval.map(r -> r.accuracy(model, format, options.sourceTokens()));
  }

  @Override
  public void save(Path directory) throws IOException {
    trainer.save(directory);
    StreamStateFile.write(directory, settings, stream.position(), earlyStop.state());
  }

  @Override
  public void restore(Path directory) {
    StreamStateFile.State state = StreamStateFile.read(directory, settings);
    trainer.restore(directory);
    stream.restore(state.position());
    earlyStop.restore(state.earlyStop());
  }

  /**
   * Writes the model and its tokenizer: a directory that needs nothing else. If an adapter learned,
   * it is merged there, and written by itself into {@code adapter}.
   */
  @Override
  public void deliver(Path directory) throws IOException {
    Files.createDirectories(directory);
    tokenizer.save(directory);
    Optional<String> adapter = trainer.adapter();
    if (adapter.isEmpty()) {
      model.save(directory);
      return;
    }
    model.saveAdapter(adapter.get(), directory.resolve("adapter"));
    model.mergeAdapter(adapter.get());
    try {
      model.save(directory);
    } finally {
      model.unmergeAdapter();
      model.useAdapter(adapter.get());
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
    tokenizer.close();
  }
}
