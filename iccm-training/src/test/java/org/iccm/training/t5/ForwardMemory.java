package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.iccm.training.lora.LoraConfig;

/**
 * Says how many KB one graph of a batch holds once the loss is known, as a process of its own: it
 * is to run with an allocator that gives back what is freed.
 */
final class ForwardMemory {
  static final LoraConfig LORA =
      LoraConfig.builder().rank(8).dropout(0).targets(List.of("q", "v")).build();
  static final int ROWS = 3;
  static final int SOURCE = 160;
  static final int TARGET = 96;

  private ForwardMemory() {}

  static T5Config config(boolean gated) {
    return T5Config.builder()
        .vocabulary(6_000)
        .width(256)
        .headWidth(64)
        .heads(5)
        .feedForwardWidth(640)
        .encoderBlocks(5)
        .decoderBlocks(4)
        .endId(2)
        .feedForward(gated ? FeedForwardKind.GATED_GELU : FeedForwardKind.RELU)
        .build();
  }

  /** Arguments: whether the feed-forward part is gated, whether an adapter learns. */
  public static void main(String[] arguments) throws IOException {
    T5Config config = config(Boolean.parseBoolean(arguments[0]));
    try (T5Model model = T5Model.random(config, 1)) {
      if (Boolean.parseBoolean(arguments[1])) {
        model.addAdapter("a", LORA, 1);
      }
      int[] source = new int[SOURCE];
      int[] target = new int[TARGET];
      int[] shorter = new int[TARGET / 2];
      TokenBatch batch =
          TokenBatch.of(config, List.of(source, source, shorter), List.of(target, target, shorter));
      forward(model, batch);
      System.out.println(forward(model, batch));
    }
  }

  @SuppressWarnings("try") // the mode is there to be closed
  private static long forward(T5Model model, TokenBatch batch) throws IOException {
    var learning =
        model.activeAdapter().isPresent() ? model.adapter("a").tensors() : model.parameters().all();
    try (Leaves leaves = new Leaves(learning.values());
        Torch.GradientMode mode = Torch.gradients(true);
        PtNDManager scope = Torch.newManager()) {
      long before = anonymous();
      Pass pass = Pass.training(scope, 0, 1, leaves);
      PtNDArray logits = model.network().forward(pass, batch);
      PtNDArray loss = model.network().loss(pass, logits, batch.labels(), 1);
      long more = anonymous() - before;
      // The graph lives as long as the loss does.
      return Float.isNaN(Torch.toFloats(loss)[0]) ? -1 : more;
    }
  }

  private static long anonymous() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("RssAnon:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
