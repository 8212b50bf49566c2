package org.iccm.harness.wheels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.iccm.api.error.RunnerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class WheelDownloadTest {
  private static final RequirementsLock LOCK =
      RequirementsLock.parse("a", "lock", "alpha==1 --hash=sha256:" + "ab".repeat(32));

  @TempDir Path temp;

  /** A program in pip's place; {@code $dest} is where it has to put wheels. */
  private List<String> pip(String body) throws IOException {
    Path script = temp.resolve("pip.sh");
    Files.writeString(
        script,
        "echo \"$@\" >\"$(dirname \"$0\")/arguments\"\n"
            + "while [ \"$1\" != --dest ]; do shift; done; dest=$2; lock=$4\n"
            + body);
    return List.of("sh", script.toString());
  }

  private void fetch(List<String> pip, Duration limit) {
    WheelDownload.with(pip)
        .fetch(LOCK, new PythonTarget(11, "x86_64", 36), temp.resolve("wheels"), limit);
  }

  private List<String> fetched() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("wheels"))) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }

  @Test
  void onlyLockedWheelsAreAskedFor() throws IOException {
    fetch(
        pip("cp \"$lock\" \"$dest/alpha-1-py3-none-any.whl\"; echo x >\"$dest/alpha-1.tar.gz\""),
        Duration.ofSeconds(60));
    assertThat(fetched()).containsExactly("alpha-1-py3-none-any.whl");
    assertThat(temp.resolve("wheels/alpha-1-py3-none-any.whl")).hasContent(LOCK.lines().get(0));
    assertThat(Files.readString(temp.resolve("arguments")))
        .startsWith("download ")
        .contains(" --no-deps --only-binary :all: --require-hashes ")
        .contains(" --python-version 3.11 ")
        .contains(" --platform manylinux2014_x86_64 ");
  }

  @Test
  void afterAFailureNothingIsThere() throws IOException {
    List<String> pip = pip("echo x >\"$dest/a.whl\"; echo HASHES DO NOT MATCH >&2; exit 1");
    assertThatExceptionOfType(RunnerException.class)
        .isThrownBy(() -> fetch(pip, Duration.ofSeconds(60)))
        .withMessageContaining("HASHES DO NOT MATCH");
    assertThat(fetched()).isEmpty();
    List<String> slow = pip("sleep 60");
    assertThatExceptionOfType(RunnerException.class)
        .isThrownBy(() -> fetch(slow, Duration.ofMillis(200)))
        .withMessageContaining("took longer");
    assertThat(fetched()).isEmpty();
    assertThatExceptionOfType(RunnerException.class)
        .isThrownBy(() -> fetch(List.of("no-such-pip"), Duration.ofSeconds(1)))
        .withMessageContaining("look at pip");
  }
}
