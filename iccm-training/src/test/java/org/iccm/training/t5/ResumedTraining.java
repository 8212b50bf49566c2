package org.iccm.training.t5;

import java.nio.file.Path;
import java.util.List;
import org.iccm.training.checkpoint.Checkpoints;
import org.iccm.training.checkpoint.KilledCheckpoints;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;

/** A training that goes on from its last checkpoint, as a process of its own. */
final class ResumedTraining {
  static final int STEPS = 8;

  private ResumedTraining() {}

  /** Arguments: directory of checkpoints, boundary to be killed at, whether an adapter learns. */
  public static void main(String[] arguments) {
    System.out.println(
        run(
            KilledCheckpoints.in(Path.of(arguments[0]), Integer.parseInt(arguments[1])),
            Boolean.parseBoolean(arguments[2])));
  }

  /** Trains to the last step; all that was learned, moments included, as text. */
  static String run(Checkpoints checkpoints, boolean adapter) {
    TrainingOptions options =
        TrainingOptions.builder()
            .learningRate(1e-2)
            .schedule(Schedule.cosine(3, STEPS))
            .dropout(0.1)
            .seed(77)
            .build();
    Fixture fixture = Fixture.of("inner");
    try (T5Model model = fixture.model()) {
      model.addAdapter("a", LoraConfig.builder().rank(2).dropout(0.1).build(), 5);
      try (T5Trainer trainer =
          adapter ? T5Trainer.adapter(model, "a", options) : T5Trainer.full(model, options)) {
        TokenBatch batch = fixture.batch(model.config());
        checkpoints.latest().ifPresent(c -> trainer.restore(c.directory()));
        while (trainer.steps() < STEPS) {
          trainer.step(List.of(batch, batch));
          checkpoints.write(trainer.steps(), trainer::save);
        }
        return digest(trainer);
      }
    }
  }

  static String digest(T5Trainer trainer) {
    long[] hash = {trainer.steps()};
    List.of(trainer.tensors(), trainer.optimizer().means(), trainer.optimizer().squares())
        .forEach(
            tensors ->
                tensors
                    .values()
                    .forEach(
                        t -> {
                          for (float v : Torch.toFloats(t)) {
                            hash[0] = hash[0] * 1_000_003 + Float.floatToRawIntBits(v);
                          }
                        }));
    return Long.toHexString(hash[0]);
  }
}
