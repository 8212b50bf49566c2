package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class FiniteDifferenceTest {
  static final List<String> NAMES = Fixture.NAMES;

  private static final double STEP = 1e-5;

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("gradients of every tensor of every block are the slopes of the loss, in doubles")
  @SuppressWarnings("try") // the mode is there to be closed
  void slopes(String name) {
    Fixture fixture = Fixture.of(name);
    try (T5Model model = fixture.model();
        Parameters parameters = model.run(scope -> model.parameters().precise());
        T5Network network = new T5Network(model.config(), parameters);
        Leaves leaves = new Leaves(parameters.all().values());
        Torch.GradientMode mode = Torch.gradients(true)) {
      TokenBatch batch = fixture.batch(model.config());
      try (PtNDManager scope = Torch.newManager()) {
        PtNDArray loss = loss(scope, network, batch, leaves);
        JniUtils.backward(loss, (PtNDArray) scope.create(new double[] {1}), false, false);
      }
      SplittableRandom random = new SplittableRandom(1);
      parameters
          .all()
          .forEach(
              (parameter, tensor) -> {
                try (PtNDArray gradient = leaves.gradient(tensor)) {
                  DoubleBuffer slopes = memory(gradient);
                  DoubleBuffer values = memory(tensor);
                  for (int i = 0; i < 4; i++) {
                    int place = random.nextInt(values.limit());
                    double expected = slope(network, batch, values, place, leaves);
                    assertThat(slopes.get(place))
                        .as(parameter + "[" + place + "]")
                        .isCloseTo(expected, within(1e-7 * Math.max(1, Math.abs(expected))));
                  }
                }
              });
    }
  }

  @SuppressWarnings("try") // the mode is there to be closed
  private static double slope(
      T5Network network, TokenBatch batch, DoubleBuffer values, int place, Leaves leaves) {
    double before = values.get(place);
    try (Torch.GradientMode mode = Torch.gradients(false)) {
      values.put(place, before + STEP);
      double above = value(network, batch, leaves);
      values.put(place, before - STEP);
      double below = value(network, batch, leaves);
      return (above - below) / (2 * STEP);
    } finally {
      values.put(place, before);
    }
  }

  private static double value(T5Network network, TokenBatch batch, Leaves leaves) {
    try (PtNDManager scope = Torch.newManager()) {
      return loss(scope, network, batch, leaves).toDoubleArray()[0];
    }
  }

  private static PtNDArray loss(
      PtNDManager scope, T5Network network, TokenBatch batch, Leaves leaves) {
    Pass pass = Pass.precise(scope, leaves);
    PtNDArray logits = network.forward(pass, batch);
    return network.loss(pass, logits, batch.labels(), batch.targetTokens());
  }

  private static DoubleBuffer memory(PtNDArray array) {
    return JniUtils.getByteBuffer(array, true).order(ByteOrder.nativeOrder()).asDoubleBuffer();
  }
}
