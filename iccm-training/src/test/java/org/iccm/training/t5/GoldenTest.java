package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.TensorType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Against what PyTorch and transformers computed once: see src/test/python. */
class GoldenTest {
  static final List<String> NAMES = Fixture.NAMES;

  private static final double TOLERANCE = 1e-5;

  @Test
  @DisplayName("buckets of -300 to 300 are the reference's, both ways and causal")
  void buckets() throws IOException {
    JsonNode tables =
        new ObjectMapper().readTree(Files.readString(Fixture.resource("buckets.json")));
    assertThat(tables).hasSize(8);
    for (JsonNode t : tables) {
      RelativeBuckets buckets =
          new RelativeBuckets(
              t.get("buckets").intValue(),
              t.get("distance").intValue(),
              t.get("bidirectional").booleanValue());
      List<Integer> ours = new ArrayList<>();
      for (int r = -300; r <= 300; r++) {
        ours.add(buckets.of(r));
      }
      List<Integer> theirs = new ArrayList<>();
      t.get("table").forEach(n -> theirs.add(n.intValue()));
      assertThat(ours).isEqualTo(theirs);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void encoderLogitsAndLoss(String name) {
    Fixture fixture = Fixture.of(name);
    try (T5Model model = fixture.model();
        SafetensorsReader expected = fixture.tensors("expected.safetensors")) {
      TokenBatch batch = fixture.batch(model.config());
      T5Network network = model.network();
      model.run(
          scope -> {
            Pass pass = Pass.exact(scope);
            PtNDArray padding = network.padding(pass, batch.sources());
            float[] states = Torch.toFloats(network.encode(pass, batch.sources(), padding));
            float[] logits = Torch.toFloats(network.forward(pass, batch));
            Fixture.assertClose("encoder", states, expected.read("encoder"), TOLERANCE);
            Fixture.assertClose("logits", logits, expected.read("logits"), TOLERANCE);
            return 0;
          });
      assertThat(model.loss(batch)).isCloseTo(expected.read("loss")[0], within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @SuppressWarnings("try") // the mode is there to be closed
  void everyGradient(String name) {
    Fixture fixture = Fixture.of(name);
    try (T5Model model = fixture.model();
        SafetensorsReader expected = fixture.tensors("expected.safetensors")) {
      TokenBatch batch = fixture.batch(model.config());
      Parameters parameters = model.parameters();
      try (Leaves leaves = new Leaves(parameters.all().values());
          Torch.GradientMode mode = Torch.gradients(true);
          PtNDManager scope = Torch.newManager()) {
        Pass pass = Pass.training(scope, 0, 0, leaves);
        PtNDArray logits = model.network().forward(pass, batch);
        PtNDArray loss = model.network().loss(pass, logits, batch.labels(), batch.targetTokens());
        JniUtils.backward(loss, Torch.floats(scope, new float[] {1}, 1), false, false);
        List<String> compared = new ArrayList<>();
        parameters
            .all()
            .forEach(
                (parameter, tensor) -> {
                  try (PtNDArray gradient = leaves.gradient(tensor)) {
                    Fixture.assertClose(
                        parameter,
                        Torch.toFloats(gradient),
                        expected.read("grad." + parameter),
                        TOLERANCE);
                    compared.add("grad." + parameter);
                  }
                });
        assertThat(expected.names())
            .filteredOn(n -> n.startsWith("grad."))
            .containsExactlyInAnyOrderElementsOf(compared);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("log-probabilities sum to the loss, and padding changes nothing")
  void paddingInvariance(String name) {
    Fixture fixture = Fixture.of(name);
    try (T5Model model = fixture.model()) {
      JsonNode json = fixture.json("case.json");
      List<int[]> sources = Fixture.sequences(json.get("sources"));
      List<int[]> targets = Fixture.sequences(json.get("targets"));
      TokenBatch batch = TokenBatch.of(model.config(), sources, targets);
      List<float[]> together = model.logProbabilities(batch);
      double sum = 0;
      for (int r = 0; r < sources.size(); r++) {
        float[] alone =
            model
                .logProbabilities(
                    TokenBatch.of(model.config(), List.of(sources.get(r)), List.of(targets.get(r))))
                .get(0);
        Fixture.assertClose("row " + r, together.get(r), alone, TOLERANCE);
        for (float p : together.get(r)) {
          sum -= p;
        }
      }
      assertThat(sum / batch.targetTokens()).isCloseTo(model.loss(batch), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("a target's later tokens do not touch the scores of earlier ones")
  void causality(String name) {
    Fixture fixture = Fixture.of(name);
    try (T5Model model = fixture.model()) {
      int[] source = {5, 9, 17, 1};
      int[] target = {3, 4, 5, 6, 7, 8, 9, 1};
      int[] other = {3, 4, 5, 40, 41, 42, 43, 44};
      float[] a =
          model
              .logProbabilities(TokenBatch.of(model.config(), List.of(source), List.of(target)))
              .get(0);
      float[] b =
          model
              .logProbabilities(TokenBatch.of(model.config(), List.of(source), List.of(other)))
              .get(0);
      for (int i = 0; i < 3; i++) {
        assertThat(a[i]).isEqualTo(b[i]);
      }
      assertThat(a[4]).isNotEqualTo(b[4]);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("what is saved loads again, in one file or many")
  void saved(String name, @TempDir Path directory) {
    Fixture fixture = Fixture.of(name);
    try (T5Model model = fixture.model()) {
      model.save(directory);
      try (T5Model again = T5Model.load(directory)) {
        assertThat(again.config()).isEqualTo(model.config());
        assertThat(again.digest()).isEqualTo(model.digest());
      }
      model.save(directory, TensorType.F32, 20_000);
      try (T5Model again = T5Model.load(directory)) {
        assertThat(again.digest()).isEqualTo(model.digest());
      }
      Path half = directory.resolve("half");
      model.save(half, TensorType.BF16, Long.MAX_VALUE);
      try (T5Model again = T5Model.load(half)) {
        TokenBatch batch = fixture.batch(model.config());
        assertThat(again.loss(batch)).isCloseTo(model.loss(batch), within(0.3));
      }
    }
  }
}
