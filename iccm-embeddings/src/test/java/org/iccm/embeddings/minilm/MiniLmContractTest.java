package org.iccm.embeddings.minilm;

import org.iccm.api.embedding.Embedder;
import org.iccm.testkit.contract.EmbedderContract;

class MiniLmContractTest extends EmbedderContract {
  @Override
  protected Embedder newEmbedder() {
    return new MiniLmEmbedder(1);
  }
}
