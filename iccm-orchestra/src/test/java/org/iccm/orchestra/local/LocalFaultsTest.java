package org.iccm.orchestra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.LlmException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong before any server runs: needs no model and no network. */
@Timeout(60)
class LocalFaultsTest {
  @TempDir Path directory;
  private Path gguf;

  @BeforeEach
  void file() throws Exception {
    gguf = directory.resolve("mine.gguf");
    Files.writeString(gguf, "GGUF and then nothing of sense");
  }

  private LlmException failure(Map<String, Object> settings) {
    try (LocalBackend backend = LocalFixture.backend(directory.resolve("cache"), settings)) {
      return catchThrowableOfType(
          LlmException.class, () -> backend.complete(LocalFixture.request("hello", 4)));
    }
  }

  private LlmException mine(Map<String, Object> more) {
    Map<String, Object> settings = new java.util.HashMap<>(more);
    settings.put("model", "mine");
    settings.putIfAbsent("modelFile", gguf);
    return failure(settings);
  }

  @Test
  void noPythonIsNamedWithWhatToInstall() {
    assertThat(mine(Map.of("python", "/no/python3")))
        .hasMessageContaining("no Python at '/no/python3'")
        .hasMessageContaining("3.9");
  }

  @Test
  void anOldPythonIsNamedWithItsVersion() throws Exception {
    Path old = LocalFixture.program(directory, "python3", "echo ICCM-PYTHON 3 7");
    assertThat(mine(Map.of("python", old.toString())))
        .hasMessageContaining("Python 3.7, too old")
        .hasMessageContaining(old.toString());
  }

  @Test
  void aPythonWithoutVenvIsNamed() throws Exception {
    Path bare =
        LocalFixture.program(
            directory,
            "python3",
            "case \"$*\" in *venv*) echo No module named venv >&2; exit 1;; esac; exec python3 \"$@\"");
    assertThat(mine(Map.of("python", bare.toString())))
        .hasMessageContaining("no venv module")
        .hasMessageContaining("python3-venv");
  }

  @Test
  void anEnvironmentThatCannotBeInstalledLeavesNothingHalfMade() throws Exception {
    Path alone =
        LocalFixture.program(
            directory,
            "python3",
            "export PIP_NO_INDEX=1 PIP_FIND_LINKS=/nowhere; exec python3 \"$@\"");
    Path pip = directory.resolve("pip.conf");
    Files.writeString(pip, "[global]\nno-index = true\n");
    assertThat(
            mine(
                Map.of(
                    "python",
                    LocalFixture.program(
                            directory,
                            "python3-no-index",
                            "case \"$*\" in *'-m venv'*) '"
                                + alone
                                + "' \"$@\" && for d in \"$@\"; do :; done && cp '"
                                + pip
                                + "' \"$d/pip.conf\" && rm \"$d/bin/python\" && printf '#!/bin/sh\\nPIP_FIND_LINKS=/nowhere exec python3 -c \"raise SystemExit(9)\"\\n' > \"$d/bin/python\" && chmod +x \"$d/bin/python\";; *) exec python3 \"$@\";; esac")
                        .toString())))
        .hasMessageContaining("could not install [xllamacpp==")
        .hasMessageContaining("setting server");
    try (var left = Files.newDirectoryStream(directory.resolve("cache/python"))) {
      assertThat(left).allMatch(p -> p.getFileName().toString().endsWith(".lock"));
    }
  }

  @Test
  void aMissingModelFileIsNamed() {
    Path none = directory.resolve("none.gguf");
    assertThat(mine(Map.of("modelFile", none, "sha256", "a".repeat(64))))
        .hasMessageContaining("no model file at " + none)
        .hasMessageContaining("modelFile");
  }

  @Test
  void aWrongChecksumIsNamed() {
    assertThat(mine(Map.of("sha256", "a".repeat(64))))
        .hasMessageContaining("wrong checksum")
        .hasMessageContaining(gguf.toString())
        .hasMessageContaining("sha256");
  }

  @Test
  void aFileThatIsNoModelIsNamed() throws Exception {
    Files.writeString(gguf, "PK zip");
    assertThat(mine(Map.of("sha256", "a".repeat(64)))).hasMessageContaining("no GGUF file");
  }

  @Test
  void aCatalogueModelThatIsNotThereIsNamedWhenOffline() {
    assertThat(failure(Map.of("offline", true)))
        .hasMessageContaining("models/SmolLM2-135M-Instruct.Q4_1.gguf")
        .hasMessageContaining("fetching is off");
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    assertThat(mine(Map.of("server", directory.resolve("llama-server"))))
        .hasMessageContaining("no program at " + directory.resolve("llama-server"));
  }

  @Test
  void aServerThatIsNoneIsNamedWithWhatItSaid() throws Exception {
    Path talker =
        LocalFixture.program(directory, "talker", "echo 'unknown option --model'; exit 3");
    assertThat(mine(Map.of("server", talker)))
        .hasMessageContaining(talker.toString())
        .hasMessageContaining("exit code 3")
        .hasMessageContaining("unknown option --model")
        .hasMessageContaining("Is it a llama-server?");
  }

  @Test
  void aServerThatNeverListensIsEndedWithItsChildren() throws Exception {
    Path pid = directory.resolve("pid");
    Path sleeper =
        LocalFixture.program(directory, "sleeper", "sleep 4712 & echo $! > '" + pid + "'; wait");
    assertThat(mine(Map.of("server", sleeper, "startTimeout", Duration.ofSeconds(2))))
        .hasMessageContaining("did not answer")
        .hasMessageContaining("startTimeout");
    long child = Long.parseLong(Files.readString(pid).strip());
    assertThat(LocalFixture.gone(ProcessHandle.of(child).stream().toList(), Duration.ofSeconds(2)))
        .isTrue();
  }

  @Test
  void aServerOfAnotherKindFailsTheGoldenPrompt() throws Exception {
    Path web =
        LocalFixture.program(
            directory,
            "web",
            "cd \"$(dirname \"$0\")\"; mkdir -p www; echo ok > www/health; "
                + "while [ \"$1\" != --port ]; do shift; done; "
                + "exec python3 -m http.server --bind 127.0.0.1 --directory www \"$2\"");
    assertThat(mine(Map.of("server", web)))
        .hasMessageContaining("answers no question")
        .hasMessageContaining("no llama-server");
  }

  @Test
  void aFailedStartIsNotRepeatedByEveryCallOfACrowd() throws Exception {
    Path count = directory.resolve("count");
    Path failing = LocalFixture.program(directory, "failing", "echo x >> '" + count + "'; exit 1");
    try (LocalBackend backend =
        LocalFixture.backend(
            directory, Map.of("model", "mine", "modelFile", gguf, "server", failing))) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> backend.complete(LocalFixture.request("hello", 4)))
            .isInstanceOf(LlmException.class);
      }
    }
    assertThat(Files.readAllLines(count)).hasSize(1);
  }

  @Test
  void allFaultsOfAConfigurationAreReportedAtOnce() {
    ConfigurationException e =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                LocalFixture.backend(
                    directory,
                    Map.of(
                        "model", "gpt-9",
                        "sha256", "short",
                        "probeAnswer", "(",
                        "timeout", Duration.ZERO)));
    assertThat(e.problems())
        .extracting(ConfigurationException.Problem::key)
        .containsExactlyInAnyOrder("model", "sha256", "probeAnswer", "timeout");
  }
}
