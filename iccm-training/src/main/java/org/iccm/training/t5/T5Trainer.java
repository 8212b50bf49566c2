package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.optimizer.TrainingOptions;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model, or one of its adapters while the model stays as it is. One trainer per model at a
 * time, used from one thread; nothing else may use the model during a step.
 *
 * @since 0.1.0
 */
public final class T5Trainer implements AutoCloseable {
  private final T5Model model;
  private final TrainingOptions options;
  private final Map<String, PtNDArray> tensors;
  private final AdamW optimizer;
  private final Backward backward;
  private final @Nullable String adapter;
  private @Nullable String base;
  private boolean closed;

  private T5Trainer(
      T5Model model,
      TrainingOptions options,
      Map<String, PtNDArray> tensors,
      @Nullable String adapter) {
    this.model = model;
    this.options = options;
    this.tensors = tensors;
    this.adapter = adapter;
    this.optimizer = new AdamW(options, tensors);
    this.backward = new Backward(model.network());
  }

  /**
   * Trains all weights.
   *
   * @param model the model; no adapter is active afterwards
   * @param options how
   * @return a trainer at step 0
   */
  public static T5Trainer full(T5Model model, TrainingOptions options) {
    model.useAdapter(null);
    return new T5Trainer(model, options, model.parameters().all(), null);
  }

  /**
   * Trains an adapter; the model's own weights do not change.
   *
   * @param model the model
   * @param adapter the adapter's name; it becomes the active one
   * @param options how; weights shrink only in the adapter
   * @return a trainer at step 0
   */
  public static T5Trainer adapter(T5Model model, String adapter, TrainingOptions options) {
    model.useAdapter(adapter);
    Map<String, PtNDArray> tensors = model.adapter(adapter).tensors();
    return new T5Trainer(model, options, tensors, adapter);
  }

  /**
   * Takes a step on one batch.
   *
   * @param batch what to learn from
   * @return what happened
   * @throws DivergedException if loss or gradient are not finite; nothing has changed then
   */
  public StepResult step(TokenBatch batch) {
    return step(List.of(batch));
  }

  /**
   * Takes one step on the gradient of several batches together, as if they were one: each target
   * token counts the same.
   *
   * @param batches what to learn from, at least one
   * @return what happened
   * @throws DivergedException if loss or gradient are not finite; nothing has changed then
   */
  public StepResult step(List<TokenBatch> batches) {
    return write(batches, null);
  }

  /**
   * Takes one step on the gradient of cross-entropy and a loss on the encoder's embeddings
   * together. The embeddings' part is not computed block by block.
   *
   * @param batches what to learn to write, at least one
   * @param embeddings what the encoder is to place, and how
   * @return what happened; its loss is the sum of both
   * @throws DivergedException if loss or gradient are not finite; nothing has changed then
   */
  public StepResult step(List<TokenBatch> batches, EmbeddingBatch embeddings) {
    return write(batches, embeddings);
  }

  private StepResult write(List<TokenBatch> batches, @Nullable EmbeddingBatch embeddings) {
    check(batches);
    long tokens = batches.stream().mapToLong(TokenBatch::targetTokens).sum();
    return step(
        batches,
        b -> BatchLoss.crossEntropy(model.network(), b.labels(), (double) tokens),
        tokens,
        1,
        embeddings);
  }

  /**
   * Takes one step on the sum of losses that are functions of the target tokens' log-probabilities.
   *
   * @param batches batches with their objectives, at least one
   * @param rateFactor what the schedule's learning rate is multiplied by, 0 or more
   * @return what happened; its loss is the sum of what the objectives returned
   * @throws DivergedException if loss or gradient are not finite; nothing has changed then
   */
  public StepResult minimise(List<ObjectiveBatch> batches, double rateFactor) {
    check(batches);
    if (!(rateFactor >= 0) || Double.isInfinite(rateFactor)) {
      throw new IllegalArgumentException("rateFactor must be 0 or more, is " + rateFactor);
    }
    List<TokenBatch> rows = batches.stream().map(ObjectiveBatch::batch).toList();
    long tokens = rows.stream().mapToLong(TokenBatch::targetTokens).sum();
    Iterator<ObjectiveBatch> next = batches.iterator();
    return step(rows, b -> objective(next.next()), tokens, rateFactor, null);
  }

  private BatchLoss objective(ObjectiveBatch batch) {
    return BatchLoss.objective(model.network(), batch.batch().labels(), batch.objective());
  }

  private void check(List<?> batches) {
    if (closed) {
      throw new IllegalStateException("the trainer is closed");
    }
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("there is no batch");
    }
  }

  private StepResult step(
      List<TokenBatch> batches,
      Function<TokenBatch, BatchLoss> losses,
      long tokens,
      double rateFactor,
      @Nullable EmbeddingBatch embeddings) {
    int step = optimizer.steps();
    double loss = 0;
    try (Leaves leaves = new Leaves(this.tensors.values())) {
      for (int i = 0; i < batches.size(); i++) {
        TokenBatch batch = batches.get(i);
        loss += propagate(batch, losses.apply(batch), leaves, i);
      }
      if (embeddings != null) {
        loss += embeddings.propagate(model.network(), leaves, options.dropout(), seed(-1));
      }
      double norm = optimizer.gradientNorm(leaves);
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw new DivergedException(step, loss, norm);
      }
      double rate = options.learningRate() * options.schedule().factor(step) * rateFactor;
      optimizer.step(leaves, rate, norm);
      return new StepResult(step, loss, norm, rate, tokens);
    } finally {
      model.changed();
    }
  }

  private double propagate(TokenBatch batch, BatchLoss loss, Leaves leaves, int micro) {
    try (PtNDManager scope = Torch.newManager()) {
      Pass pass = Pass.training(scope, options.dropout(), seed(micro), leaves);
      if (options.checkpointing()) {
        backward.byBlocks(pass, batch, loss, micro == 0);
      } else {
        backward.whole(pass, batch, loss);
      }
      return loss.value();
    }
  }

  private long seed(int micro) {
    return (options.seed() * 31 + optimizer.steps()) * 1_000_003L + micro;
  }

  /**
   * The gradient that {@link #minimise} would follow, before clipping; no step is taken. For
   * measurements of estimators: the result takes as much memory as what learns.
   *
   * @param batches batches with their objectives, at least one
   * @return values by tensor, row by row; tensors that nothing was told are left out
   */
  public Map<String, float[]> gradient(List<ObjectiveBatch> batches) {
    check(batches);
    try (Leaves leaves = new Leaves(tensors.values())) {
      for (int i = 0; i < batches.size(); i++) {
        propagate(batches.get(i).batch(), objective(batches.get(i)), leaves, i);
      }
      Map<String, float[]> gradients = new LinkedHashMap<>();
      tensors.forEach(
          (name, tensor) -> {
            try (PtNDArray gradient = leaves.gradient(tensor)) {
              if (gradient != null) {
                gradients.put(name, Torch.toFloats(gradient));
              }
            }
          });
      return gradients;
    }
  }

  /**
   * Writes all that the next step depends on; made for {@link
   * org.iccm.training.checkpoint.Checkpoints#write}.
   *
   * @param directory an existing directory
   * @throws IOException if it cannot be written
   */
  public void save(Path directory) throws IOException {
    TrainerState.save(this, base(), directory);
  }

  /**
   * Goes on where a saved training stopped: the next step is bit for bit the one that would have
   * followed there.
   *
   * @param directory what {@link #save} wrote
   * @throws CheckpointException if it is of another model, base or other options
   * @throws org.iccm.training.weights.WeightsException if its tensors are damaged
   */
  public void restore(Path directory) {
    TrainerState.restore(this, base(), directory);
  }

  /** Digest of the weights that do not learn; an adapter means nothing on others. */
  private String base() {
    if (adapter == null) {
      return "";
    }
    String known = base;
    if (known == null) {
      known = model.digest();
      base = known;
    }
    return known;
  }

  /** Returns the number of steps taken. */
  public int steps() {
    return optimizer.steps();
  }

  /** Returns the name of the adapter that learns; empty if all weights do. */
  public Optional<String> adapter() {
    return Optional.ofNullable(adapter);
  }

  /** Returns how it trains. */
  public TrainingOptions options() {
    return options;
  }

  Map<String, PtNDArray> tensors() {
    return tensors;
  }

  AdamW optimizer() {
    return optimizer;
  }

  T5Model model() {
    return model;
  }

  /** Frees the optimizer's moments; the model stays. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      optimizer.close();
    }
  }
}
