package org.iccm.training.t5;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/**
 * What holds during one way through the network: where intermediate tensors live, and how much is
 * dropped. Intermediates belong to the scope because it owns the first operand of every operation.
 */
final class Pass {
  private final PtNDManager scope;
  private final DataType type;
  private final double dropout;
  private final long seed;
  private final @Nullable Leaves leaves;
  private @Nullable PtNDArray stoodFor;
  private @Nullable PtNDArray standIn;

  private Pass(
      PtNDManager scope, DataType type, double dropout, long seed, @Nullable Leaves leaves) {
    this.scope = scope;
    this.leaves = leaves;
    this.type = type;
    this.dropout = dropout;
    this.seed = seed;
  }

  /** Nothing is dropped. */
  static Pass exact(PtNDManager scope) {
    return new Pass(scope, DataType.FLOAT32, 0, 0, null);
  }

  /** Drops the given share; what is dropped follows from the seed alone. */
  static Pass training(PtNDManager scope, double dropout, long seed, Leaves leaves) {
    return new Pass(scope, DataType.FLOAT32, dropout, seed, leaves);
  }

  /** Nothing is dropped; for parameters in double precision, where differences can be measured. */
  static Pass precise(PtNDManager scope, Leaves leaves) {
    return new Pass(scope, DataType.FLOAT64, 0, 0, leaves);
  }

  /** The same pass with another scope; nothing is dropped there. */
  Pass within(PtNDManager other) {
    return new Pass(other, type, 0, 0, leaves);
  }

  /** What probabilities are computed in. */
  DataType type() {
    return type;
  }

  /** From here on, the one tensor is used where the other is asked for. */
  void standIn(PtNDArray stoodFor, PtNDArray standIn) {
    this.stoodFor = stoodFor;
    this.standIn = standIn;
  }

  /** A weight as this pass uses it: what stands in for it, its leaf if it learns, or itself. */
  @SuppressWarnings("ReferenceEquality") // one tensor, not its values
  PtNDArray weight(PtNDArray tensor) {
    PtNDArray other = standIn;
    if (other != null && tensor == stoodFor) {
      return other;
    }
    return leaves == null ? tensor : leaves.of(tensor);
  }

  /** Whether gradients of a weight are taken. */
  boolean learns(PtNDArray tensor) {
    return leaves != null && leaves.learns(tensor);
  }

  PtNDManager scope() {
    return scope;
  }

  boolean drops() {
    return dropout > 0;
  }

  PtNDArray drop(PtNDArray x) {
    return dropout > 0 ? JniUtils.dropout(x, dropout, true) : x;
  }

  PtNDArray drop(PtNDArray x, double share) {
    return share > 0 ? JniUtils.dropout(x, share, true) : x;
  }

  /**
   * Begins a part of the network: from here on, what is dropped depends on the seed and the part's
   * number only, so a part that is computed again drops the same.
   */
  void begin(int part) {
    if (dropout > 0) {
      long z = seed + 0x9E3779B97F4A7C15L * (part + 1);
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      JniUtils.setSeed(z ^ (z >>> 31));
    }
  }
}
