package org.iccm.testkit.contract;

import org.iccm.api.embedding.Embedder;
import org.iccm.testkit.doubles.FixedEmbedder;

class FixedEmbedderContractTest extends EmbedderContract {
  @Override
  protected Embedder newEmbedder() {
    return new FixedEmbedder();
  }
}
