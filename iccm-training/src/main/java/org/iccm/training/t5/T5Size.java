package org.iccm.training.t5;

/**
 * CET-D's sizes. Parameter counts are computed from the shape ({@link T5Config#parameters()}): the
 * names of the large ones are what they count to.
 *
 * @since 0.1.0
 */
public enum T5Size {
  /** 0.46 million parameters, for tests: V 4,096, d 64, gated, 2+2 blocks. */
  TEST(gated(4096, 64, 128, 16, 4, 2)),
  /** 8.9 million parameters, for the laboratory: V 4,096, d 256, gated, 4+4 blocks. */
  LAB(gated(4096, 256, 768, 64, 4, 4)),
  /** 60.5 million parameters, the shape of CodeT5 small. */
  SMALL(relu(512, 2048, 8, 6)),
  /** 222.9 million parameters, the shape of CodeT5 base and CodeT5+ 220M. */
  BASE(relu(768, 3072, 12, 12)),
  /** 1.174 billion parameters. */
  B1(gated(32_100, 1280, 3584, 64, 20, 24)),
  /** 2.935 billion parameters. */
  B3(gated(32_100, 2048, 5632, 64, 32, 24)),
  /** 5.072 billion parameters. */
  B5(gated(32_100, 2560, 6912, 64, 40, 27));

  @SuppressWarnings("ImmutableEnumChecker") // it is, but has no annotation that says so
  private final T5Config config;

  T5Size(T5Config config) {
    this.config = config;
  }

  /**
   * The shape, with CodeT5's ids: pad and start 0, end 2; output tied to the embedding.
   *
   * @return the configuration
   */
  public T5Config config() {
    return config;
  }

  private static T5Config relu(int width, int feedForward, int heads, int blocks) {
    return shape(32_100, width, feedForward, 64, heads, blocks)
        .feedForward(FeedForwardKind.RELU)
        .build();
  }

  private static T5Config gated(
      int vocabulary, int width, int feedForward, int headWidth, int heads, int blocks) {
    return shape(vocabulary, width, feedForward, headWidth, heads, blocks)
        .feedForward(FeedForwardKind.GATED_GELU)
        .build();
  }

  private static T5ConfigBuilder shape(
      int vocabulary, int width, int feedForward, int headWidth, int heads, int blocks) {
    return T5Config.builder()
        .vocabulary(vocabulary)
        .width(width)
        .feedForwardWidth(feedForward)
        .headWidth(headWidth)
        .heads(heads)
        .encoderBlocks(blocks)
        .decoderBlocks(blocks)
        .endId(2);
  }
}
