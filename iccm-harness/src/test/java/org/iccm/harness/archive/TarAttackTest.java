package org.iccm.harness.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.iccm.api.error.ApplicationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarAttackTest {
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(4 << 20, 8 << 20, 4 << 20, 50, 6, 100);

  @TempDir Path temp;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar =
      new TarArchiveOutputStream(bytes, 512, StandardCharsets.UTF_8.name());

  TarAttackTest() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  private void add(String name, String content) throws IOException {
    add(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private void add(String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private void special(String name, byte type, String link) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(link);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private byte[] bytes() throws IOException {
    tar.finish();
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    }
    return out.toByteArray();
  }

  private Path target() {
    return temp.resolve("out").resolve("app");
  }

  private ThrowableAssertAlternative<ApplicationException> refused(byte[] archive)
      throws IOException {
    ThrowableAssertAlternative<ApplicationException> fault =
        assertThatExceptionOfType(ApplicationException.class)
            .isThrownBy(() -> ArchiveUnpacker.with(LIMITS).unpack("app.tar", archive, target()))
            .withMessageStartingWith("app.tar");
    if (Files.exists(temp.resolve("out"))) {
      try (Stream<Path> left = Files.list(temp.resolve("out"))) {
        assertThat(left).isEmpty();
      }
    }
    return fault;
  }

  @Test
  void plainAndCompressedArchivesAreUnpacked() throws IOException {
    special("./", TarConstants.LF_DIR, "");
    special("./src/", TarConstants.LF_DIR, "");
    add("./src/a.py", "x = 1\n");
    add("d/" + "long".repeat(40) + ".py", "y\n");
    byte[] archive = bytes();
    ArchiveUnpacker.with(LIMITS).unpack("app.tar", archive, target());
    assertThat(target().resolve("src/a.py")).hasContent("x = 1\n");
    Path second = temp.resolve("second");
    ArchiveUnpacker.with(LIMITS).unpack("app.tar.gz", gzip(archive), second);
    assertThat(second.resolve("d/" + "long".repeat(40) + ".py")).hasContent("y\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "/etc/x", "a//x", "..\\x", "C:/x", "a\u0007", "x."})
  void badNamesAreRefused(String name) throws IOException {
    add("good.py", "x");
    add(name, "x");
    refused(bytes()).withMessageContaining("entry '");
  }

  @Test
  void aLinkIsNeverWrittenThrough() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    special("link", TarConstants.LF_SYMLINK, outside.toString());
    add("link/planted", "x");
    refused(bytes()).withMessageContaining("entry 'link' is a link");
    assertThat(outside).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO,
        (byte) 'S',
        (byte) 'V',
        (byte) '9'
      })
  void otherKindsAreRefused(byte type) throws IOException {
    special("odd", type, "/etc/passwd");
    refused(bytes()).withMessageContaining("'odd' is a");
  }

  @Test
  void namesThatMeetAreRefused() throws IOException {
    add("a.py", "x");
    add("A.PY", "x");
    refused(bytes()).withMessageContaining("differ in case");
  }

  @Test
  void bombsAreRefused() throws IOException {
    add("bomb", new byte[3 << 20]);
    refused(gzip(bytes())).withMessageContaining("over 100 times its size");
    refused(Arrays.copyOf(gzip(new byte[4 << 20]), 600));
  }

  @Test
  void aNameThatNeverEndsIsABomb() throws IOException {
    byte[] head = new byte[512];
    TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
    entry.setSize(7L << 30);
    entry.writeEntryHeader(head);
    bytes.write(head);
    bytes.write(new byte[40 << 20]);
    refused(gzip(bytes.toByteArray())).withMessageContaining("over 100 times its size");
    refused(Arrays.copyOf(bytes.toByteArray(), 3 << 20)).withMessageContaining("cut off");
  }

  @Test
  void aSizeThatLiesIsRefused() throws IOException {
    byte[] head = new byte[512];
    TarArchiveEntry entry = new TarArchiveEntry("x");
    entry.setSize(1 << 20);
    entry.writeEntryHeader(head);
    bytes.write(head);
    bytes.write(new byte[1024]);
    refused(bytes.toByteArray()).withMessageContaining("cut off");
  }

  @Test
  void everyCutIsRefused() throws IOException {
    add("a.py", "x = 1\n".repeat(20));
    add("b.py", new byte[512]);
    byte[] whole = bytes();
    for (int length = 0; length <= whole.length - 1024; length += 64) {
      refused(Arrays.copyOf(whole, length));
    }
    byte[] packed = gzip(whole);
    for (int length = 0; length < packed.length; length += 3) {
      refused(Arrays.copyOf(packed, length));
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 512);
    longer[whole.length + 5] = 1;
    refused(longer).withMessageContaining("behind its end");
  }

  @Test
  void aHeaderThatWasChangedIsRefused() throws IOException {
    add("a.py", "x");
    byte[] archive = bytes();
    archive[0] = 'b';
    refused(archive).withMessageContaining("checksum differs");
  }
}
