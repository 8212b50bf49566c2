package org.iccm.harness.wheels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.iccm.api.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoryFileTest {
  private static final Path SAMPLE =
      Path.of("src/test/resources/org/iccm/harness/wheels/advisories.json");

  @TempDir Path temp;

  private static RequirementsLock lock(String... pins) {
    StringBuilder text = new StringBuilder();
    for (String pin : pins) {
      text.append(pin).append(" --hash=sha256:").append("ab".repeat(32)).append('\n');
    }
    return RequirementsLock.parse("a", "lock", text.toString());
  }

  private static List<String> ids(String... pins) {
    return AdvisoryFile.read(SAMPLE).scan(lock(pins)).stream().map(Advisory::id).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "lantern==1.4, true",
    "Lantern==1.5rc1, true",
    "lantern==1.5, false",
    "lantern==1.5.post1, false",
    "lantern==2.0a1, false",
    "lantern==2.0, true",
    "lantern==2.0.3, true",
    "lantern==2.0.4, false",
    "lantern==0.1.dev1, true"
  })
  void rangesFollowTheirEvents(String pin, boolean affected) {
    assertThat(ids(pin).contains("TEST-2026-1")).isEqualTo(affected);
  }

  @ParameterizedTest
  @CsvSource({
    "ink_well==3.0, true",
    "ink.well==3.2.0, true",
    "ink-well==3.2.1, false",
    "ink-well==2.9, false",
    "ink-well==7.7, true"
  })
  void lastAffectedAndListedVersionsCount(String pin, boolean affected) {
    assertThat(ids(pin).contains("TEST-2026-2")).isEqualTo(affected);
  }

  @Test
  void findingsSayWhatHelps() {
    List<Advisory> found = AdvisoryFile.read(SAMPLE).scan(lock("lantern==2.0.1", "quiet==1.0"));
    assertThat(found).singleElement();
    assertThat(found.get(0).toString())
        .isEqualTo(
            "lantern 2.0.1 has TEST-2026-1 (CVE-0000-0001): Reads files outside of its directory."
                + " Fixed in 1.5, 2.0.4");
    assertThat(ids("ink-well==3.1")).containsExactly("TEST-2026-2");
    assertThat(AdvisoryFile.read(SAMPLE).scan(lock("ink-well==3.1")).get(0).toString())
        .endsWith("No version is fixed");
  }

  @Test
  void withdrawnAndForeignAdvisoriesDoNotCount() {
    assertThat(ids("withdrawn-one==1.0", "elsewhere==1.0")).isEmpty();
  }

  @Test
  void aDirectoryOfSingleAdvisoriesIsReadToo() throws IOException {
    Files.writeString(
        temp.resolve("A.json"),
        """
        {"id": "A", "affected": [{"package": {"ecosystem": "PyPI", "name": "a"},
         "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "odd-version"}]},
                    {"type": "GIT", "events": [{"introduced": "0"}]}]}]}
        """);
    Files.writeString(temp.resolve("readme.txt"), "no advisory");
    assertThat(AdvisoryFile.read(temp).scan(lock("a==1.0"))).hasSize(1);
  }

  @Test
  void filesThatAreNoneSaySo() throws IOException {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AdvisoryFile.read(temp.resolve("missing")))
        .withMessageContaining("missing cannot be read");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AdvisoryFile.read(temp))
        .withMessageContaining("holds 0 files");
    Path file = Files.writeString(temp.resolve("bad.json"), "{");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AdvisoryFile.read(file))
        .withMessageContaining("bad.json is no JSON");
    Files.writeString(file, "[{}]");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> AdvisoryFile.read(file))
        .withMessageContaining("without an id");
  }
}
