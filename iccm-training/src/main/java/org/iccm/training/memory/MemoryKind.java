package org.iccm.training.memory;

/**
 * What memory is spent on.
 *
 * @since 0.1.0
 */
public enum MemoryKind {
  /**
   * Weights that learn, or that are only read in inference: 4 bytes each, whatever the file has.
   */
  WEIGHTS("weights"),
  /** Weights that an adapter leaves as they are. */
  FROZEN_WEIGHTS("frozen weights"),
  /** A low-rank adapter's weights. */
  ADAPTER("adapter"),
  /** The decoder's weights a second time, as generation wants them. */
  DECODER_WEIGHTS("decoder weights copy"),
  /** One gradient for each weight that learns, where they are there at the peak. */
  GRADIENTS("gradients"),
  /** AdamW's two moments. */
  MOMENTS("AdamW moments"),
  /** Parts of the embedding's gradient before they are one. */
  OPTIMIZER_TEMPORARIES("optimizer temporaries"),
  /** What the network makes of a batch and keeps until the gradient has passed. */
  ACTIVATIONS("activations"),
  /** Scores of all ids, their logarithms, and the gradients of both. */
  LOGITS("logits"),
  /** Keys and values of source and past tokens. */
  KEY_VALUE_CACHE("KV cache"),
  /** What was freed and not given back, a measured share of what comes and goes. */
  ALLOCATOR("allocator"),
  /** JVM and libtorch, measured. */
  PROCESS("process base");

  private final String label;

  MemoryKind(String label) {
    this.label = label;
  }

  /** Returns its name in tables. */
  public String label() {
    return label;
  }
}
