package org.iccm.embeddings.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.iccm.api.plugin.EmbedderProvider;
import org.junit.jupiter.api.Test;

class MiniLmProviderTest {
  @Test
  void isFoundByName() {
    EmbedderProvider found =
        ServiceLoader.load(EmbedderProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(p -> p.name().equals("minilm"))
            .findFirst()
            .orElseThrow();
    assertThat(found.options().find("threads"))
        .hasValueSatisfying(o -> assertThat(o.defaultValue()).contains(1L));
  }
}
