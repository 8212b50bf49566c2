package org.iccm.harness.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.iccm.api.error.ApplicationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipAttackTest {
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(4 << 20, 8 << 20, 4 << 20, 50, 6, 100);

  @TempDir Path temp;
  private final RawZip zip = new RawZip();

  private Path target() {
    return temp.resolve("out").resolve("app");
  }

  private void unpack(byte[] bytes) {
    ArchiveUnpacker.with(LIMITS).unpack("app.zip", bytes, target());
  }

  private ThrowableAssertAlternative<ApplicationException> refused() {
    return refused(zip.bytes());
  }

  /** Refused, with the archive's name, and nothing is left. */
  private ThrowableAssertAlternative<ApplicationException> refused(byte[] bytes) {
    ThrowableAssertAlternative<ApplicationException> fault =
        assertThatExceptionOfType(ApplicationException.class)
            .isThrownBy(() -> unpack(bytes))
            .withMessageStartingWith("app.zip");
    assertThat(left()).isEmpty();
    return fault;
  }

  private List<Path> left() {
    Path out = temp.resolve("out");
    if (!Files.exists(out)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(out)) {
      return found.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPlainArchiveIsUnpacked() throws IOException {
    zip.add("src/", "");
    zip.add("src/\u00e4.py", "x = 1\n");
    RawZip.Entry stored = zip.add("top.txt", "");
    stored.data = "stored".getBytes(StandardCharsets.UTF_8);
    stored.method = 0;
    stored.size = 6;
    stored.crc = new RawZip.Entry("x", stored.data).crc;
    zip.comment = "a comment";
    unpack(zip.bytes());
    assertThat(target().resolve("src/\u00e4.py")).hasContent("x = 1\n");
    assertThat(target().resolve("top.txt")).hasContent("stored");
    assertThat(left()).containsExactly(target());
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> unpack(zip.bytes()))
        .withMessageContaining("name a new directory");
    assertThat(target().resolve("top.txt")).hasContent("stored");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x", "a/../../x", "a/..", "..", "./../x", "/etc/x", "//x", "a//x", "a/./x", "\\x",
        "..\\x", "C:x", "C:/x", "a:stream", "a\nb", "a\u0000b", "a\u202eb", "a\u200bb", "x.", "x ",
        "a./x", "1/2/3/4/5/6/7"
      })
  void badNamesAreRefused(String name) {
    zip.add("good.py", "x");
    zip.add(name, "x");
    refused().withMessageContaining("entry '");
  }

  @Test
  void namesInMessagesCannotHide() {
    zip.add("a\u001b[2Jb" + "c".repeat(200), "x");
    refused().withMessageContaining("a\\u001b[2Jb").withMessageContaining("...");
  }

  @Test
  void overlongNamesAreRefused() {
    zip.add("a".repeat(256), "x");
    refused().withMessageContaining("longer than 255 bytes");
    RawZip paths = new RawZip();
    paths.add(("a".repeat(200) + "/").repeat(3) + "b", "x");
    refused(paths.bytes()).withMessageContaining("longer than 512 characters");
  }

  @Test
  void namesThatAreNotUtf8AreRefused() {
    RawZip.Entry entry = zip.add("x", "x");
    entry.name = new byte[] {'a', (byte) 0x81};
    entry.localName = entry.name;
    refused().withMessageContaining("not UTF-8");
  }

  @Test
  void namesThatMeetAreRefused() {
    for (List<String> names :
        List.of(
            List.of("a.py", "a.py"),
            List.of("a.py", "A.py"),
            List.of("src/a.py", "Src/b.py"),
            List.of("\u00e4.py", "a\u0308.py"),
            List.of("stra\u00dfe", "STRASSE"),
            List.of("\ufb01x.py", "fix.py"),
            List.of("a", "a/b"),
            List.of("a/b", "a"),
            List.of("a/", "a"))) {
      RawZip meeting = new RawZip();
      names.forEach(n -> meeting.add(n, n.endsWith("/") ? "" : "x"));
      refused(meeting.bytes()).withMessageMatching("(?s).*(twice|differ in case|both a file).*");
    }
  }

  @Test
  void linksAndDevicesAreRefused() {
    for (int type : List.of(0120000, 0020000, 0060000, 0010000, 0140000)) {
      RawZip special = new RawZip();
      special.add("link", "/etc").mode = type | 0777;
      special.add("link/passwd", "x");
      refused(special.bytes()).withMessageContaining("entry 'link' is a link or device");
    }
  }

  @Test
  void encryptedAndUnknownMethodsAreRefused() {
    zip.add("x", "x").flags |= 1;
    refused().withMessageContaining("without a password");
    RawZip other = new RawZip();
    other.add("x", "x").method = 14;
    refused(other.bytes()).withMessageContaining("method 14");
  }

  @Test
  void bombsAreRefused() {
    zip.add("bomb", new byte[3 << 20]);
    refused().withMessageContaining("entry 'bomb' unpacks to over 100 times");
    RawZip large = new RawZip();
    large.add("large", new byte[(4 << 20) + 1]);
    refused(large.bytes()).withMessageContaining("larger than 4194304 bytes");
    RawZip together = new RawZip();
    for (int i = 0; i < 9; i++) {
      together.add("f" + i, new byte[1 << 20]);
    }
    refused(together.bytes()).withMessageContaining("8388608 bytes together");
    RawZip many = new RawZip();
    for (int i = 0; i < 51; i++) {
      many.add("f" + i, "");
    }
    refused(many.bytes()).withMessageContaining("at most 50");
    refused(Arrays.copyOf(zip.bytes(), (4 << 20) + 1)).withMessageContaining("larger than");
  }

  @Test
  void sizesThatLieAreRefused() {
    zip.add("x", "xxxxxxxxxx").size = 3;
    refused().withMessageContaining("declares 3 bytes and holds more");
    RawZip less = new RawZip();
    less.add("x", "xxx").size = 10;
    refused(less.bytes()).withMessageContaining("declares 10 bytes and holds 3");
    RawZip sum = new RawZip();
    sum.add("x", "xxx").crc = 7;
    refused(sum.bytes()).withMessageContaining("checksum differs");
    RawZip directory = new RawZip();
    directory.add("x/", "content");
    refused(directory.bytes()).withMessageContaining("directory with content");
    RawZip count = new RawZip();
    count.add("x", "x");
    count.claimedEntries = 2;
    refused(count.bytes()).withMessageContaining("number of entries");
  }

  @Test
  void overlappingEntriesAreRefused() {
    RawZip.Entry first = zip.add("a", "one content for both");
    RawZip.Entry second = zip.add("a2", "one content for both");
    second.localName = first.name;
    second.offset = 0;
    refused().withMessageContaining("overlaps");
    RawZip quoted = new RawZip();
    RawZip.Entry outer = quoted.add("outer", "");
    RawZip inner = new RawZip();
    inner.add("inner", "kernel");
    outer.method = 0;
    outer.data = inner.bytes();
    outer.size = outer.data.length;
    outer.crc = new RawZip.Entry("x", outer.data).crc;
    RawZip.Entry hidden = quoted.add("inner", "kernel");
    hidden.offset = 30 + "outer".length();
    refused(quoted.bytes()).withMessageContaining("entry 'inner' overlaps");
  }

  @Test
  void headersThatDisagreeAreRefused() {
    zip.add("good.py", "x").localName = "evil.py".getBytes(StandardCharsets.UTF_8);
    refused().withMessageContaining("differs from the directory");
  }

  @Test
  void everyCutIsRefused() {
    zip.add("a.py", "x = 1\n".repeat(20));
    zip.add("b/c.py", "y = 2\n");
    byte[] whole = zip.bytes();
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length));
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    refused(longer).withMessageContaining("behind its end");
  }

  @Test
  void whatIsNoArchiveSaysWhatToDo() throws IOException {
    refused("no archive".getBytes(StandardCharsets.UTF_8)).withMessageContaining(".tar.gz");
    Path missing = temp.resolve("missing.zip");
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ArchiveUnpacker.with(LIMITS).unpack(missing, target()))
        .withMessageContaining("does not exist");
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> ArchiveUnpacker.with(LIMITS).unpack(temp, target()))
        .withMessageContaining("no regular file");
    assertThat(ArchiveUnpacker.isArchive(missing)).isFalse();
    assertThat(ArchiveUnpacker.isArchive(Files.write(missing, zip.bytes()))).isTrue();
  }
}
