package org.iccm.training.t5;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.weights.TensorType;
import org.iccm.training.weights.WeightsException;
import org.jspecify.annotations.Nullable;

/**
 * A T5 in memory: weights in libtorch's memory until closed. Sequences are token ids.
 *
 * <p>Reading methods may be called from several threads at once; closing and training may not run
 * beside anything else.
 *
 * @since 0.1.0
 */
public final class T5Model implements AutoCloseable {
  private final T5Config config;
  private final Parameters parameters;
  private final T5Network network;
  private final Adapters adapters;
  private @Nullable DecoderWeights decoderWeights;
  private volatile boolean closed;

  T5Model(T5Config config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    this.network = new T5Network(config, parameters);
    this.adapters = new Adapters(network.linears());
  }

  /**
   * Loads a directory as Hugging Face has it: {@code config.json} and {@code model.safetensors} or
   * its index; F32, F16 and BF16 become F32.
   *
   * @param directory the directory
   * @return the model
   * @throws org.iccm.api.error.ConfigurationException if the configuration is wrong
   * @throws WeightsException if the weights are damaged or do not fit: all faults at once
   * @throws org.iccm.api.error.ProviderException if libtorch cannot be loaded
   */
  public static T5Model load(Path directory) {
    return ModelFiles.load(directory, T5Model::new);
  }

  /**
   * Makes a model that has learned nothing, with T5's first values.
   *
   * @param config its shape
   * @param seed equal seeds give equal models
   * @return the model
   * @throws org.iccm.api.error.ProviderException if libtorch cannot be loaded
   */
  public static T5Model random(T5Config config, long seed) {
    return new T5Model(config, Parameters.random(config, seed));
  }

  /**
   * Saves {@code config.json} and {@code model.safetensors} in F32.
   *
   * @param directory made if it is not there
   * @throws WeightsException if it cannot be written
   */
  public void save(Path directory) {
    save(directory, TensorType.F32, Long.MAX_VALUE);
  }

  /**
   * Saves {@code config.json} and the weights, as Python's {@code transformers} reads them.
   *
   * @param directory made if it is not there
   * @param type how values are stored
   * @param longestFile the longest file in bytes; more weights make several files and an index
   * @throws WeightsException if it cannot be written
   */
  public void save(Path directory, TensorType type, long longestFile) {
    open();
    ModelFiles.save(config, parameters, directory, type, longestFile);
  }

  /**
   * The loss of a batch: mean cross-entropy per target token in nats, nothing dropped.
   *
   * @param batch sources and targets
   * @return the loss; NaN if weights are
   */
  public double loss(TokenBatch batch) {
    return run(
        scope -> {
          Pass pass = Pass.exact(scope);
          PtNDArray logits = network.forward(pass, batch);
          double tokens = batch.targetTokens();
          return (double) Torch.toFloats(network.loss(pass, logits, batch.labels(), tokens))[0];
        });
  }

  /**
   * Logarithms of the probabilities that the model gives to the targets' tokens, each after those
   * before it.
   *
   * @param batch sources and targets
   * @return for each row, one value of 0 or less for each target token
   */
  public List<float[]> logProbabilities(TokenBatch batch) {
    return run(
        scope -> {
          Pass pass = Pass.exact(scope);
          PtNDArray logits = network.forward(pass, batch);
          PtNDArray logs = network.logProbabilities(pass, logits, batch.labels());
          return batch.labels().split(Torch.toFloats(logs));
        });
  }

  /**
   * SHA-256 over all weights: equal models have equal digests.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    open();
    return parameters.digest();
  }

  /** Returns its shape. */
  public T5Config config() {
    return config;
  }

  /**
   * Writes targets for sources: the encoder runs once, past keys and values are kept.
   *
   * @param sources at least one sequence of at least one id; rows are padded to the longest
   * @param options how tokens are chosen
   * @return the samples of each source one after the other, in order; what a row yields does not
   *     depend on the others, but for rounding
   * @throws IllegalArgumentException if a source is empty or has an id out of range
   * @throws IllegalStateException if the scores are not numbers
   * @throws org.iccm.api.error.CancelledException if the thread is interrupted
   */
  public List<Generated> generate(List<int[]> sources, GenerationOptions options) {
    return generate(sources, options, () -> false);
  }

  /**
   * Like {@link #generate(List, GenerationOptions)}, and stops when told.
   *
   * @param sources at least one sequence
   * @param options how tokens are chosen
   * @param cancelled asked before each token
   * @return one result per source
   */
  public List<Generated> generate(
      List<int[]> sources, GenerationOptions options, BooleanSupplier cancelled) {
    return generate(sources, options, new SeededDraws(options.seed()), cancelled);
  }

  /**
   * Like {@link #generate(List, GenerationOptions)}, each row with a seed of its own: what a row
   * draws then depends neither on its place nor on the others.
   *
   * @param sources at least one sequence
   * @param options how tokens are chosen; their seed is not used
   * @param seeds one for each sample of each source
   * @return the samples of each source one after the other, in order
   * @throws IllegalArgumentException if there are not as many seeds as samples of all sources
   */
  public List<Generated> generate(List<int[]> sources, GenerationOptions options, long[] seeds) {
    if (seeds.length != sources.size() * options.samples()) {
      throw new IllegalArgumentException(
          sources.size() + " sources x " + options.samples() + ", " + seeds.length + " seeds");
    }
    SeededDraws[] draws =
        Arrays.stream(seeds).mapToObj(SeededDraws::new).toArray(SeededDraws[]::new);
    return generate(sources, options, (row, step) -> draws[row].next(0, step), () -> false);
  }

  List<Generated> generate(
      List<int[]> sources, GenerationOptions options, Draws draws, BooleanSupplier cancelled) {
    TokenBatch.check(config, "source", sources);
    TokenRows rows = TokenRows.of(sources, config.padId());
    return run(
        scope -> {
          int each = Math.max(options.beams(), options.samples());
          int all = rows.rows() * each;
          try (Decoding decoding =
              new Decoding(network, decoderWeights(), rows, each, options.maxTokens())) {
            return options.beams() > 1
                ? new BeamSearch(config, options, decoding, rows.rows(), cancelled).run()
                : new TokenSearch(config, options, decoding, all, draws, cancelled).run();
          }
        });
  }

  private DecoderWeights decoderWeights() {
    synchronized (network) {
      DecoderWeights made = decoderWeights;
      if (made == null) {
        made = new DecoderWeights(network);
        decoderWeights = made;
      }
      return made;
    }
  }

  /** Weights or adapters changed: what was derived from them is made again when it is needed. */
  void changed() {
    synchronized (network) {
      if (decoderWeights != null) {
        decoderWeights.close();
        decoderWeights = null;
      }
    }
  }

  /**
   * Adds a low-rank adapter that changes nothing yet, and makes it the active one.
   *
   * @param name its name here, not taken
   * @param shape rank, scale and layers
   * @param seed of its first values
   * @throws IllegalArgumentException if the name is taken or no layer is meant
   */
  public void addAdapter(String name, LoraConfig shape, long seed) {
    open();
    adapters.add(name, Adapter.fresh(shape, network.linears(), seed));
    useAdapter(name);
  }

  /**
   * Loads an adapter from PEFT's files and makes it the active one.
   *
   * @param name its name here, not taken
   * @param directory holds {@code adapter_config.json} and {@code adapter_model.safetensors}
   * @throws IllegalArgumentException if the name is taken or no layer is meant
   * @throws org.iccm.api.error.ConfigurationException if its description is wrong
   * @throws WeightsException if its tensors are damaged or do not fit this model: all faults at
   *     once
   */
  public void loadAdapter(String name, Path directory) {
    open();
    adapters.add(name, Adapter.load(directory, network.linears()));
    useAdapter(name);
  }

  /**
   * Saves an adapter as Python's {@code peft} reads it.
   *
   * @param name its name
   * @param directory made if it is not there
   * @throws WeightsException if it cannot be written
   */
  public void saveAdapter(String name, Path directory) {
    open();
    ModelFiles.make(directory);
    adapters.get(name).save(directory);
  }

  /**
   * Makes an adapter the active one.
   *
   * @param name its name, or null for the bare model
   * @throws IllegalStateException if an adapter is merged
   */
  public void useAdapter(@Nullable String name) {
    open();
    adapters.use(name);
    changed();
  }

  /**
   * Takes an adapter away and frees its tensors.
   *
   * @param name its name
   */
  public void removeAdapter(String name) {
    open();
    adapters.remove(name);
    changed();
  }

  /**
   * Adds an adapter's product to the weights; what is saved then needs no adapter. No adapter is
   * active afterwards.
   *
   * @param name its name
   * @throws IllegalStateException if one is merged already
   */
  public void mergeAdapter(String name) {
    open();
    run(
        scope -> {
          adapters.merge(name);
          return name;
        });
    changed();
  }

  /**
   * Gives back the weights as they were before the merge, bit for bit.
   *
   * @throws IllegalStateException if no adapter is merged
   */
  public void unmergeAdapter() {
    open();
    adapters.unmerge();
    changed();
  }

  /**
   * SHA-256 over an adapter's tensors and shape.
   *
   * @param name its name
   * @return 64 hexadecimal characters
   */
  public String adapterDigest(String name) {
    open();
    Adapter adapter = adapters.get(name);
    return Parameters.digest(adapter.config().toString(), adapter.tensors());
  }

  /** Returns the names of its adapters. */
  public Set<String> adapters() {
    return Set.copyOf(adapters.names());
  }

  /** Returns the active adapter's name, empty if the model is bare. */
  public Optional<String> activeAdapter() {
    return Optional.ofNullable(adapters.active());
  }

  Adapter adapter(String name) {
    return adapters.get(name);
  }

  interface Work<T> {
    T in(PtNDManager scope);
  }

  /** Runs with another adapter, or none, in the active one's place; it is back afterwards. */
  <T> T runWith(@Nullable String adapter, Work<T> work) {
    String active = adapters.active();
    // What generation derived from the weights stays: the active adapter is the same afterwards.
    adapters.use(adapter);
    try {
      return run(work);
    } finally {
      adapters.use(active);
    }
  }

  /** Runs without autograd; all tensors made on the way are freed at the end. */
  @SuppressWarnings("try") // the mode is there to be closed
  <T> T run(Work<T> work) {
    open();
    try (Torch.GradientMode mode = Torch.gradients(false);
        PtNDManager scope = Torch.newManager()) {
      return work.in(scope);
    } catch (EngineException e) {
      throw new IllegalStateException(
          "libtorch failed over " + config + " (" + e.getMessage() + "): use less at once", e);
    }
  }

  T5Network network() {
    open();
    return network;
  }

  Parameters parameters() {
    open();
    return parameters;
  }

  private void open() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
  }

  /** Frees the weights. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      changed();
      adapters.close();
      network.close();
      parameters.close();
    }
  }
}
