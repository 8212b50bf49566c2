package org.iccm.training.memory;

import java.util.Optional;
import org.iccm.training.lora.LoraConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a model is to do at once. Rows of a batch are taken to have different lengths: all but the
 * longest are padded. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Workload {
  /** The ways to use a model. */
  public enum Mode {
    /** {@code T5Model.generate}. */
    INFERENCE,
    /** {@code T5Trainer.adapter}. */
    LORA,
    /** {@code T5Trainer.full}. */
    FULL
  }

  private final Mode mode;
  private final @Nullable LoraConfig lora;
  private final int batch;
  private final int source;
  private final int target;
  private final int beams;
  private final boolean checkpointing;
  private final int accumulation;
  private final boolean dropout;

  private Workload(
      Mode mode,
      @Nullable LoraConfig lora,
      int batch,
      int source,
      int target,
      int beams,
      boolean checkpointing,
      int accumulation,
      boolean dropout) {
    atLeastOne("batch", batch);
    atLeastOne("source", source);
    atLeastOne("target", target);
    atLeastOne("beams", beams);
    atLeastOne("accumulation", accumulation);
    this.mode = mode;
    this.lora = lora;
    this.batch = batch;
    this.source = source;
    this.target = target;
    this.beams = beams;
    this.checkpointing = checkpointing;
    this.accumulation = accumulation;
    this.dropout = dropout;
  }

  private static void atLeastOne(String what, int n) {
    if (n < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, is " + n);
    }
  }

  /**
   * Greedy generation.
   *
   * @param batch rows
   * @param source tokens of the longest source
   * @param target most tokens written
   * @return the workload
   * @throws IllegalArgumentException if a number is below 1, here and below
   */
  public static Workload inference(int batch, int source, int target) {
    return new Workload(Mode.INFERENCE, null, batch, source, target, 1, false, 1, false);
  }

  /**
   * Training of an adapter, one micro-batch a step, without checkpointing and dropout.
   *
   * @param lora the adapter's shape
   * @param batch rows of a micro-batch
   * @param source tokens of the longest source
   * @param target tokens of the longest target
   * @return the workload
   */
  public static Workload lora(LoraConfig lora, int batch, int source, int target) {
    return new Workload(Mode.LORA, lora, batch, source, target, 1, false, 1, false);
  }

  /**
   * Training of all weights, one micro-batch a step, without checkpointing and dropout.
   *
   * @param batch rows of a micro-batch
   * @param source tokens of the longest source
   * @param target tokens of the longest target
   * @return the workload
   */
  public static Workload full(int batch, int source, int target) {
    return new Workload(Mode.FULL, null, batch, source, target, 1, false, 1, false);
  }

  /**
   * The same with beam search; inference only.
   *
   * @param n beams, at least 1
   * @return the workload
   */
  public Workload beams(int n) {
    return new Workload(mode, lora, batch, source, target, n, checkpointing, accumulation, dropout);
  }

  /**
   * The same with or without gradient checkpointing; training only.
   *
   * @param on whether activations are computed again instead of kept
   * @return the workload
   */
  public Workload checkpointing(boolean on) {
    return new Workload(mode, lora, batch, source, target, beams, on, accumulation, dropout);
  }

  /**
   * The same with several micro-batches a step; training only. Memory hardly depends on it.
   *
   * @param n micro-batches, at least 1
   * @return the workload
   */
  public Workload accumulation(int n) {
    return new Workload(mode, lora, batch, source, target, beams, checkpointing, n, dropout);
  }

  /**
   * The same with or without dropout; training only.
   *
   * @param on whether activations are dropped
   * @return the workload
   */
  public Workload dropout(boolean on) {
    return new Workload(mode, lora, batch, source, target, beams, checkpointing, accumulation, on);
  }

  /**
   * The same with other rows.
   *
   * @param n rows, at least 1
   * @return the workload
   */
  public Workload batch(int n) {
    return new Workload(mode, lora, n, source, target, beams, checkpointing, accumulation, dropout);
  }

  /**
   * The same with other lengths.
   *
   * @param newSource source tokens, at least 1
   * @param newTarget target tokens, at least 1
   * @return the workload
   */
  public Workload lengths(int newSource, int newTarget) {
    return new Workload(
        mode, lora, batch, newSource, newTarget, beams, checkpointing, accumulation, dropout);
  }

  /** Returns how the model is used. */
  public Mode mode() {
    return mode;
  }

  /** Returns the adapter's shape; there in LoRA training only. */
  public Optional<LoraConfig> lora() {
    return Optional.ofNullable(lora);
  }

  /** Returns the rows of a (micro-)batch. */
  public int batch() {
    return batch;
  }

  /** Returns the tokens of the longest source. */
  public int source() {
    return source;
  }

  /** Returns the tokens of the longest target. */
  public int target() {
    return target;
  }

  /** Returns the beams per row. */
  public int beams() {
    return beams;
  }

  /** Returns whether activations are computed again instead of kept. */
  public boolean checkpointing() {
    return checkpointing;
  }

  /** Returns the micro-batches of a step. */
  public int accumulation() {
    return accumulation;
  }

  /** Returns whether activations are dropped. */
  public boolean dropout() {
    return dropout;
  }
}
