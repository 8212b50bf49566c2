package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
  private final boolean whole;
  private @Nullable String base;
  private boolean closed;

  private T5Trainer(
      T5Model model, TrainingOptions options, Map<String, PtNDArray> tensors, boolean whole) {
    this.model = model;
    this.options = options;
    this.tensors = tensors;
    this.whole = whole;
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
    return new T5Trainer(model, options, model.parameters().all(), true);
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
    return new T5Trainer(model, options, tensors, false);
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
    if (closed) {
      throw new IllegalStateException("the trainer is closed");
    }
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("there is no batch");
    }
    long tokens = batches.stream().mapToLong(TokenBatch::targetTokens).sum();
    int step = optimizer.steps();
    double loss = 0;
    try (Leaves leaves = new Leaves(this.tensors.values())) {
      for (int i = 0; i < batches.size(); i++) {
        loss += gradients(batches.get(i), leaves, tokens, step, i);
      }
      double norm = optimizer.gradientNorm(leaves);
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw new DivergedException(step, loss, norm);
      }
      double rate = options.learningRate() * options.schedule().factor(step);
      optimizer.step(leaves, rate, norm);
      return new StepResult(step, loss, norm, rate, tokens);
    } finally {
      model.changed();
    }
  }

  private double gradients(TokenBatch batch, Leaves leaves, long tokens, int step, int micro) {
    try (PtNDManager scope = Torch.newManager()) {
      long seed = (options.seed() * 31 + step) * 1_000_003L + micro;
      Pass pass = Pass.training(scope, options.dropout(), seed, leaves);
      return options.checkpointing()
          ? backward.byBlocks(pass, batch, (double) tokens, micro == 0)
          : backward.whole(pass, batch, (double) tokens);
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
    if (whole) {
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
