package org.iccm.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Secret;
import org.iccm.api.plugin.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  private static final String PASSWORD = "correct-horse-battery";

  private static final Options OPTIONS =
      Options.of(
          Option.text("model").required().doc("the model's name"),
          Option.text("note").defaultsTo("none"),
          Option.integer("slots").defaultsTo(4).between(1, 64),
          Option.decimal("share").defaultsTo(0.5).between(0, 1),
          Option.flag("warm").defaultsTo(false),
          Option.duration("timeout").defaultsTo(Duration.ofSeconds(30)),
          Option.path("file"),
          Option.secret("apiKey"),
          Option.choice("egress", "refused", "allowed").defaultsTo("refused"),
          Option.textList("arguments"));

  @TempDir Path base;
  private final List<Problem> problems = new ArrayList<>();

  private Settings read(Map<String, ?> values) {
    Map<String, Located> located = new LinkedHashMap<>();
    int line = 10;
    for (Map.Entry<String, ?> e : values.entrySet()) {
      located.put(e.getKey(), new Located(e.getValue(), "iccm.yaml:" + line++));
    }
    return new SettingsReader(Map.of("KEY", PASSWORD, "SLOTS", "8"), base, problems)
        .read("llm.small", "iccm.yaml:9", OPTIONS, located);
  }

  private Settings readWell(String key, Object value) {
    Settings settings = read(Map.of("model", "m", key, value));
    assertThat(problems).isEmpty();
    return settings;
  }

  private String fault(String key, Object value) {
    problems.clear();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(key, value);
    values.putIfAbsent("model", "m");
    read(values);
    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.key()).isEqualTo("llm.small." + key);
    assertThat(problem.place()).isEqualTo("iccm.yaml:10");
    return problem.message();
  }

  @Test
  void reportsAllFaultsAtOnceWithKeyAndLine() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("slots", "many");
    values.put("timeuot", "3s");
    values.put("egress", "sometimes");
    values.put("share", "1.5");
    read(values);
    assertThat(problems)
        .extracting(p -> p.key() + " " + p.place())
        .containsExactlyInAnyOrder(
            "llm.small.model iccm.yaml:9",
            "llm.small.slots iccm.yaml:10",
            "llm.small.timeuot iccm.yaml:11",
            "llm.small.egress iccm.yaml:12",
            "llm.small.share iccm.yaml:13");
  }

  @Test
  void saysWhatAMissingKeyIsFor() {
    read(Map.of());
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).message()).contains("required").contains("the model's name");
  }

  @Test
  void suggestsTheNearestKnownKeyAndListsAll() {
    assertThat(fault("timeuot", "3s"))
        .contains("unknown key 'timeuot'")
        .contains("did you mean 'timeout'")
        .contains("apiKey, arguments, egress");
    assertThat(fault("zzzzzzzz", "3s")).doesNotContain("did you mean").contains("timeout");
  }

  @Test
  void fillsInDefaults() {
    Settings s = read(Map.of("model", "m"));
    assertThat(s.text("note")).isEqualTo("none");
    assertThat(s.integer("slots")).isEqualTo(4);
    assertThat(s.decimal("share")).isEqualTo(0.5);
    assertThat(s.flag("warm")).isFalse();
    assertThat(s.duration("timeout")).isEqualTo(Duration.ofSeconds(30));
    assertThat(s.text("egress")).isEqualTo("refused");
    assertThat(s.findPath("file")).isEmpty();
    assertThat(s.textList("arguments")).isEmpty();
    assertThat(s.secret("apiKey")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30s,PT30S", "1.5m,PT1M30S", "2h,PT2H", "1d,PT24H", "PT5M,PT5M"})
  void readsTimes(String written, Duration meant) {
    assertThat(readWell("timeout", written).duration("timeout")).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "-3s", "PT-3S", "soon", "3 weeks", ""})
  void refusesOtherTimesAndShowsHowTheyAreWritten(String written) {
    assertThat(fault("timeout", written)).contains("30s").contains("PT1H");
  }

  @Test
  void takesADurationOfTheBuilders() {
    assertThat(readWell("timeout", Duration.ofSeconds(7)).duration("timeout"))
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void readsNumbersInTheirRangeOnly() {
    assertThat(readWell("slots", "6_4").integer("slots")).isEqualTo(64);
    assertThat(readWell("slots", 2).integer("slots")).isEqualTo(2);
    assertThat(readWell("share", "0.25").decimal("share")).isEqualTo(0.25);
    assertThat(fault("slots", "65")).contains("from 1 to 64").contains("'65'");
    assertThat(fault("slots", "1.5")).contains("a whole number");
    assertThat(fault("share", "NaN")).contains("from 0 to 1");
  }

  @Test
  void readsFlagsAndChoicesStrictly() {
    assertThat(readWell("warm", "True").flag("warm")).isTrue();
    assertThat(fault("warm", "yes")).contains("true or false");
    assertThat(fault("egress", "Allowed")).contains("one of refused, allowed");
  }

  @Test
  void seesRelativePathsFromTheConfigurationsDirectory() {
    assertThat(readWell("file", "data/../my.db").path("file")).isEqualTo(base.resolve("my.db"));
    assertThat(readWell("file", "~/my.db").path("file"))
        .isEqualTo(Path.of(System.getProperty("user.home"), "my.db"));
    assertThat(readWell("file", base.resolve("x")).path("file")).isEqualTo(base.resolve("x"));
  }

  @Test
  void readsListsAndASingleTextAsAListOfOne() {
    assertThat(
            readWell(
                    "arguments", List.of(new Located("-c", "f:1"), new Located("${env:SLOTS}", "")))
                .textList("arguments"))
        .containsExactly("-c", "8");
    assertThat(readWell("arguments", "-v").textList("arguments")).containsExactly("-v");
    assertThat(fault("model", List.of(new Located("m", "f:1")))).contains("not a list");
  }

  @Test
  void replacesReferencesInsideAText() {
    assertThat(readWell("note", "with ${env:SLOTS} slots").text("note")).isEqualTo("with 8 slots");
    assertThat(readWell("slots", "${env:SLOTS}").integer("slots")).isEqualTo(8);
    assertThat(fault("note", "${SLOTS}")).contains("${env:NAME}");
    assertThat(fault("note", "${env:ABSENT}")).contains("ABSENT is not set");
  }

  @Test
  void readsASecretFromEnvironmentOrFileAndKeepsItToItself() throws IOException {
    Files.writeString(base.resolve("key.txt"), PASSWORD + "\n");
    for (Object written : List.of("${env:KEY}", "${file:key.txt}", Secret.of(PASSWORD))) {
      Settings settings = readWell("apiKey", written);
      assertThat(settings.secret("apiKey").orElseThrow().reveal()).isEqualTo(PASSWORD);
      assertThat(settings.toString() + settings.secret("apiKey")).doesNotContain(PASSWORD);
    }
  }

  @Test
  void refusesASecretThatIsWrittenDownAndDoesNotRepeatIt() {
    assertThat(fault("apiKey", PASSWORD))
        .contains("${env:NAME}", "${file:PATH}")
        .doesNotContain(PASSWORD);
  }

  @Test
  void saysWhichSecretFileIsMissingEmptyOrFarTooLarge() throws IOException {
    assertThat(fault("apiKey", "${file:gone.txt}")).contains(base.resolve("gone.txt").toString());
    Files.writeString(base.resolve("empty.txt"), " \n");
    assertThat(fault("apiKey", "${file:empty.txt}")).contains("empty.txt is empty");
    Files.writeString(base.resolve("large.txt"), "x".repeat(70_000));
    assertThat(fault("apiKey", "${file:large.txt}")).contains("larger than 64 KiB");
    assertThat(fault("apiKey", "${env:ABSENT}")).contains("ABSENT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"slots", "share", "timeout", "egress", "warm"})
  void neverShowsWhatAReferenceStandsFor(String key) {
    assertThat(fault(key, "${env:KEY}")).doesNotContain(PASSWORD).contains("${env:KEY}");
  }

  @Test
  void neverShowsASecretThatWasGivenForSomethingElse() {
    assertThat(fault("slots", Secret.of(PASSWORD))).doesNotContain(PASSWORD);
    assertThat(fault("arguments", List.of(Secret.of(PASSWORD)))).doesNotContain(PASSWORD);
  }

  @Test
  void givesAPluginOnlyWhatItDeclaredInTheDeclaredType() {
    Settings settings = read(Map.of("model", "m"));
    assertThatThrownBy(() -> settings.text("undeclared"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("undeclared");
    assertThatThrownBy(() -> settings.text("slots"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INTEGER");
    assertThatThrownBy(() -> settings.path("file"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file");
  }
}
