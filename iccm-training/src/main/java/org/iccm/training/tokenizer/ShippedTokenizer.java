package org.iccm.training.tokenizer;

/**
 * The tokenizers in the jar; what they were trained on is written in {@code provenance.json} beside
 * them.
 *
 * @since 0.1.0
 */
public enum ShippedTokenizer {
  /** 4,096 ids, for the sizes test and lab. */
  CODE_4K("code-4k.json"),
  /** 32,100 ids, for all larger sizes. */
  CODE_32K("code-32k.json");

  private final String resource;

  ShippedTokenizer(String resource) {
    this.resource = resource;
  }

  String resource() {
    return resource;
  }
}
