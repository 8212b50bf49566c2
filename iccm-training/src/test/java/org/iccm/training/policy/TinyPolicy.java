package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.List;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.t5.FeedForwardKind;
import org.iccm.training.t5.T5Config;

/** Models that are learned with in milliseconds. */
public final class TinyPolicy {
  private TinyPolicy() {}

  public static T5Config config(int vocabulary, int width) {
    return T5Config.builder()
        .vocabulary(vocabulary)
        .width(width)
        .feedForwardWidth(2 * width)
        .headWidth(width / 2)
        .heads(2)
        .encoderBlocks(1)
        .decoderBlocks(1)
        .feedForward(FeedForwardKind.GATED_GELU)
        .build();
  }

  static List<Prompt> prompts(int count, int vocabulary) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] source = {2 + i % (vocabulary - 2), 2 + i / 2 % (vocabulary - 2), 1};
      prompts.add(new Prompt("p" + i, source, (double) i / count));
    }
    return prompts;
  }
}
