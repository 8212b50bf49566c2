package org.iccm.harness.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iccm.api.application.Application;
import org.iccm.api.error.ApplicationException;
import org.iccm.harness.archive.RawZip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedApplicationTest {
  private static final Path ORIGINAL = Path.of("../iccm-examples/applications/tide-ledger");

  @TempDir Path temp;

  private Path zip(String prefix) throws IOException {
    RawZip zip = new RawZip();
    try (Stream<Path> files = Files.walk(ORIGINAL)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.add(prefix + ORIGINAL.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    if (!prefix.isEmpty()) {
      zip.add("__MACOSX/._metadata", "x");
    }
    return Files.write(temp.resolve("app.zip"), zip.bytes());
  }

  private static Set<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("iccm-application-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void anArchiveIsReadLikeItsDirectory() throws IOException {
    Set<Path> before = leftovers();
    ApplicationReader reader = ApplicationReader.standard();
    Application original = reader.read(ORIGINAL);
    assertThat(reader.read(zip(""))).isEqualTo(original);
    assertThat(reader.readAll(zip("tide-ledger-1.0/"))).isEqualTo(List.of(original));
    assertThat(leftovers()).isEqualTo(before);
  }

  @Test
  void faultsNameTheArchive() throws IOException {
    Set<Path> before = leftovers();
    RawZip zip = new RawZip();
    zip.add("metadata.json", "{");
    Path archive = Files.write(temp.resolve("bad.zip"), zip.bytes());
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ApplicationReader.standard().read(archive))
        .withMessageStartingWith(archive + ": metadata.json line 1");
    RawZip evil = new RawZip();
    evil.add("../metadata.json", "{}");
    Path leaving = Files.write(temp.resolve("evil.zip"), evil.bytes());
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ApplicationReader.standard().read(leaving))
        .withMessageContaining("entry '../metadata.json'");
    Path text = Files.write(temp.resolve("a.7z"), "7z".getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ApplicationReader.standard().read(text))
        .withMessageContaining("no .zip, .tar or .tar.gz");
    assertThat(leftovers()).isEqualTo(before);
  }
}
