package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/** Numbers as tensors: an operation with a plain number makes a tensor of it each time. */
final class Constants implements AutoCloseable {
  private static final double GELU = 2 * Math.sqrt(2 / Math.PI);

  private final PtNDManager manager;
  private final PtNDArray epsilon;
  private final PtNDArray minusOne;
  private final PtNDArray geluLinear;
  private final PtNDArray geluCubic;
  private final PtNDArray outputScale;
  private final boolean scalesOutput;

  Constants(T5Config config) {
    this.manager = Torch.newManager();
    this.epsilon = number(config.epsilon());
    this.minusOne = number(-1);
    this.geluLinear = number(GELU);
    this.geluCubic = number(GELU * 0.044715);
    this.outputScale = number(Math.pow(config.width(), -0.5));
    this.scalesOutput = config.scaledOutput();
    manager.cap();
  }

  private PtNDArray number(double value) {
    return Torch.floats(manager, new float[] {(float) value}, 1);
  }

  PtNDArray epsilon() {
    return epsilon;
  }

  PtNDArray minusOne() {
    return minusOne;
  }

  PtNDArray geluLinear() {
    return geluLinear;
  }

  PtNDArray geluCubic() {
    return geluCubic;
  }

  PtNDArray outputScale() {
    return outputScale;
  }

  boolean scalesOutput() {
    return scalesOutput;
  }

  @Override
  public void close() {
    manager.close();
  }
}
