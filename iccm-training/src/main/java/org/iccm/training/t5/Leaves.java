package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Collection;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that learn, as one step sees them: other handles of the same values. Gradients are
 * theirs and go with them, so that none takes room while the next step computes its activations,
 * and the first one is not added to zeros.
 */
final class Leaves implements AutoCloseable {
  private final PtNDManager manager = Torch.newManager();
  private final IdentityHashMap<PtNDArray, PtNDArray> leaves = new IdentityHashMap<>();

  @SuppressWarnings("try") // the mode is there to be closed
  Leaves(Collection<PtNDArray> tensors) {
    try (Torch.GradientMode mode = Torch.gradients(false)) {
      for (PtNDArray tensor : tensors) {
        PtNDArray leaf = Torch.borrowed(manager, tensor);
        leaf.setRequiresGradient(true);
        leaves.put(tensor, leaf);
      }
    }
  }

  /** The tensor as this step uses it: itself if it does not learn. */
  PtNDArray of(PtNDArray tensor) {
    PtNDArray leaf = leaves.get(tensor);
    return leaf == null ? tensor : leaf;
  }

  boolean learns(PtNDArray tensor) {
    return leaves.containsKey(tensor);
  }

  /** The tensor's gradient so far, or null if nothing told it any; freed with the leaves. */
  @Nullable PtNDArray gradient(PtNDArray tensor) {
    PtNDArray leaf = leaves.get(tensor);
    return leaf == null ? null : JniUtils.getGradient(leaf);
  }

  @Override
  public void close() {
    manager.close();
  }
}
