package org.iccm.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Provider;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Secret;
import org.iccm.api.plugin.Settings;
import org.iccm.api.plugin.StoreProvider;
import org.iccm.api.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreProvidersTest {
  @TempDir Path directory;

  private static StoreProvider provider(String name) {
    return ServiceLoader.load(StoreProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Store create(String name, Map<String, Object> values) {
    StoreProvider provider = provider(name);
    return provider.create(new Given(provider.options(), values), context());
  }

  private ProviderContext context() {
    return (ProviderContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ProviderContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "clock" -> Clock.systemUTC();
                  case "workDirectory" -> directory;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void are_found_by_name_and_speak_this_spi() {
    assertThat(ServiceLoader.load(StoreProvider.class).stream().map(p -> p.get().name()))
        .contains("sqlite", "postgres");
    assertThat(provider("sqlite").spiVersion()).isEqualTo(Provider.SPI_VERSION);
  }

  @Test
  void sqlite_keeps_its_file_in_the_work_directory_and_makes_it_at_the_first_call() {
    Path file = directory.resolve("iccm.db");
    try (Store store = create("sqlite", Map.of())) {
      assertThat(store.card().place()).isEqualTo(file.toString());
      assertThat(store.card().sharedWriters()).isFalse();
      assertThat(file).doesNotExist();
      assertThat(store.generation()).isEqualTo(1);
      assertThat(file).isRegularFile();
    }
  }

  @Test
  void sqlite_takes_a_file_and_refuses_one_that_its_driver_cannot_name() {
    Path file = directory.resolve("deep/er/my store.db");
    try (Store store = create("sqlite", Map.of("file", file))) {
      store.artifacts();
      assertThat(file).isRegularFile();
    }
    assertThatThrownBy(() -> create("sqlite", Map.of("file", directory.resolve("a?b.db"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a?b.db");
  }

  @Test
  void postgres_opens_nothing_when_it_is_made_and_shows_no_parameter_of_its_url() {
    try (Store store =
        create(
            "postgres",
            Map.of("url", "jdbc:postgresql://nowhere:1/db?sslmode=disable", "user", "u"))) {
      assertThat(store.card().place()).isEqualTo("jdbc:postgresql://nowhere:1/db (schema iccm)");
      assertThat(store.card().sharedWriters()).isTrue();
      assertThat(store.card().exactVectors()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h/db?password=hunter2",
        "jdbc:postgresql://h/db?ssl=true&PASSWORD=hunter2",
        "jdbc:postgresql://me:hunter2@h/db"
      })
  void postgres_refuses_a_password_in_the_url_without_repeating_it(String url) {
    assertThatThrownBy(() -> create("postgres", Map.of("url", url, "user", "u")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("url")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void postgres_tells_all_wrong_settings_at_once() {
    assertThatThrownBy(
            () ->
                create(
                    "postgres",
                    Map.of("url", "jdbc:mysql://h/db", "user", "u", "schema", "x\"; DROP")))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void know_the_newest_migration_of_both_dialects() throws IOException, URISyntaxException {
    for (String dialect : List.of("sqlite", "postgres")) {
      Path migrations =
          Path.of(getClass().getResource("/org/iccm/core/store/migration/" + dialect).toURI());
      try (Stream<Path> files = Files.list(migrations)) {
        assertThat(
                files
                    .map(f -> f.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"))
                    .sorted()
                    .toList())
            .endsWith(Schema.VERSION);
      }
    }
  }

  /** Settings as core hands them over: defaults filled in. */
  private record Given(Options options, Map<String, Object> values) implements Settings {
    private Optional<Object> find(String name, Option.Kind kind) {
      Option option = options.find(name).orElseThrow();
      assertThat(option.kind()).isEqualTo(kind);
      return Optional.ofNullable(values.get(name)).or(option::defaultValue);
    }

    @Override
    public Optional<String> findText(String name) {
      return find(name, Option.Kind.TEXT).map(String.class::cast);
    }

    @Override
    public OptionalLong findInteger(String name) {
      return find(name, Option.Kind.INTEGER)
          .map(v -> OptionalLong.of((Long) v))
          .orElse(OptionalLong.empty());
    }

    @Override
    public OptionalDouble findDecimal(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public boolean flag(String name) {
      return find(name, Option.Kind.FLAG).map(Boolean.class::cast).orElse(false);
    }

    @Override
    public Optional<Duration> findDuration(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public Optional<Path> findPath(String name) {
      return find(name, Option.Kind.PATH).map(Path.class::cast);
    }

    @Override
    public List<String> textList(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public Optional<Secret> secret(String name) {
      return find(name, Option.Kind.SECRET).map(Secret.class::cast);
    }
  }
}
