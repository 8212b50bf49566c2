package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The frozen policy that a learning one is held to. When only an adapter learns, it is the same
 * model with that adapter off, or with another one, and takes no room; else it is a copy of all
 * weights.
 *
 * <p>Used from one thread, and by adapter not beside anything else that uses the model.
 *
 * @since 0.1.0
 */
public final class ReferencePolicy implements AutoCloseable {
  private final T5Model model;
  private final @Nullable String adapter;
  private final boolean own;

  private ReferencePolicy(T5Model model, @Nullable String adapter, boolean own) {
    this.model = model;
    this.adapter = adapter;
    this.own = own;
  }

  /**
   * A copy of a model as it is now, its active adapter added in; for full training.
   *
   * @param model the model
   * @return the policy; closing it frees the copy
   */
  public static ReferencePolicy copyOf(T5Model model) {
    T5Model copy = new T5Model(model.config(), model.parameters().copy());
    Map<String, Linear> linears = copy.network().linears();
    model
        .network()
        .linears()
        .forEach((name, linear) -> add(linear, Objects.requireNonNull(linears.get(name))));
    return new ReferencePolicy(copy, null, true);
  }

  private static void add(Linear from, Linear into) {
    LowRank low = from.addition();
    if (low != null) {
      try (PtNDManager scope = Torch.newManager()) {
        JniUtils.addi(into.weight(), low.product(scope));
      }
    }
  }

  /**
   * The model's own weights, with an adapter that does not learn or without any; for training of
   * another adapter.
   *
   * @param model the model
   * @param adapter the adapter's name, or null for none
   * @return the policy; the model stays the caller's
   * @throws IllegalArgumentException if the model has no adapter of that name
   */
  public static ReferencePolicy adapter(T5Model model, @Nullable String adapter) {
    if (adapter != null) {
      model.adapter(adapter);
    }
    return new ReferencePolicy(model, adapter, false);
  }

  /**
   * Whether it stays as it is while a trainer takes steps.
   *
   * @param trainer the trainer
   * @return false if the trainer trains its weights or its adapter
   */
  public boolean staysUnder(T5Trainer trainer) {
    return trainer.model() != model
        || trainer.adapter().map(learning -> !learning.equals(adapter)).orElse(false);
  }

  /**
   * Logarithms of the probabilities that it gives to the targets' tokens.
   *
   * @param batch sources and targets
   * @return for each row, one value of 0 or less for each target token
   */
  public List<float[]> logProbabilities(TokenBatch batch) {
    return model.runWith(
        adapter,
        scope -> {
          Pass pass = Pass.exact(scope);
          PtNDArray logits = model.network().forward(pass, batch);
          PtNDArray logs = model.network().logProbabilities(pass, logits, batch.labels());
          return batch.labels().split(Torch.toFloats(logs));
        });
  }

  /**
   * SHA-256 of the weights, and of the adapter if there is one: what a checkpoint names it by.
   *
   * @return 64 hexadecimal characters, or two of them with a plus sign between
   */
  public String digest() {
    return adapter == null ? model.digest() : model.digest() + "+" + model.adapterDigest(adapter);
  }

  /** Frees the copy, if it is one. Idempotent. */
  @Override
  public void close() {
    if (own) {
      model.close();
    }
  }
}
