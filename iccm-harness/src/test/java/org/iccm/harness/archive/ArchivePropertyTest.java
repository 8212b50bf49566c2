package org.iccm.harness.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.iccm.api.error.ApplicationException;

/** Whatever comes: all of it below the destination, or an error and nothing. */
class ArchivePropertyTest {
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(1 << 20, 1 << 18, 1 << 17, 12, 4, 100);

  @Property(tries = 300)
  void namesOfAnyKindStayInside(
      @ForAll @Size(min = 1, max = 5) List<@net.jqwik.api.From("names") String> names)
      throws IOException {
    RawZip zip = new RawZip();
    names.forEach(n -> zip.add(n, n.endsWith("/") ? "" : n));
    check(zip.bytes());
  }

  @Property(tries = 300)
  void damagedArchivesAreWholeOrNothing(
      @ForAll("damage") Map<Integer, Byte> damage, @ForAll boolean tar) throws IOException {
    byte[] archive = tar ? TarSample.bytes() : zipSample();
    damage.forEach((at, value) -> archive[at % archive.length] = value);
    check(archive);
  }

  private static byte[] zipSample() {
    RawZip zip = new RawZip();
    zip.add("src/", "");
    zip.add("src/a.py", "x = 1\n".repeat(9));
    zip.add("tests/test_a.py", "def test_a(): pass\n");
    return zip.bytes();
  }

  private static void check(byte[] archive) throws IOException {
    Path top = Files.createTempDirectory("iccm-archive-test-");
    try {
      Path place = Files.createDirectory(top.resolve("place"));
      Path target = place.resolve("app");
      boolean unpacked = true;
      try {
        ArchiveUnpacker.with(LIMITS).unpack("a", archive, target);
      } catch (ApplicationException e) {
        assertThat(e.getMessage()).startsWith("a").contains(":");
        unpacked = false;
      }
      try (Stream<Path> outside = Files.list(top)) {
        assertThat(outside).containsExactly(place);
      }
      try (Stream<Path> inside = Files.list(place)) {
        assertThat(inside.toList()).isEqualTo(unpacked ? List.of(target) : List.of());
      }
      try (Stream<Path> all = Files.walk(place)) {
        assertThat(all.filter(Files::isSymbolicLink)).isEmpty();
      }
    } finally {
      ArchiveUnpacker.remove(top);
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
            "a",
            "B",
            "b",
            "..",
            ".",
            "/",
            "/",
            "/",
            "\\",
            ":",
            "\u00e9",
            "e\u0301",
            "\u0000",
            "\u202e",
            " ",
            "C:",
            "x.py",
            "\uD83D\uDE00",
            "_".repeat(300))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<Map<Integer, Byte>> damage() {
    return Arbitraries.maps(Arbitraries.integers().between(0, 1 << 13), Arbitraries.bytes())
        .ofMinSize(1)
        .ofMaxSize(5);
  }
}
