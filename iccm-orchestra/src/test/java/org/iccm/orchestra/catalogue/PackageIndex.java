package org.iccm.orchestra.catalogue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A directory of real wheels, and a Python whose real pip sees nothing else. */
final class PackageIndex {
  final Path wheels;
  final Path calls;
  final Path python;
  final byte[] content;

  PackageIndex(Path directory, int size) throws IOException {
    wheels = Files.createDirectories(directory.resolve("wheels"));
    calls = directory.resolve("calls.txt");
    python = directory.resolve("python");
    content = new byte[size];
    new Random(7).nextBytes(content);
    System.arraycopy("GGUF".getBytes(StandardCharsets.US_ASCII), 0, content, 0, 4);
    script("");
  }

  /** A Python that first runs these lines of shell. */
  void script(String before) throws IOException {
    Files.writeString(
        python,
        "#!/bin/sh\ncase \"$*\" in *download*) echo \"$*\" >> '"
            + calls
            + "'\n"
            + before
            + "\n;; esac\nPIP_NO_INDEX=1 PIP_FIND_LINKS='"
            + wheels
            + "' exec python3 \"$@\"\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Publishes part {@code n} of {@code of} as a package of its own. */
  void publish(int n, int of) throws IOException {
    int share = content.length / of;
    int end = n == of ? content.length : n * share;
    wheel(
        "toy_part" + n,
        "data/part0" + n + ".bin",
        Arrays.copyOfRange(content, share * (n - 1), end));
  }

  void wheel(String module, String member, byte[] data) throws IOException {
    Path file = wheels.resolve(module + "-1.0-py3-none-any.whl");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      entry(zip, module + "/" + member, data);
      String info = module + "-1.0.dist-info/";
      entry(
          zip,
          info + "METADATA",
          text("Metadata-Version: 2.1\nName: " + module + "\nVersion: 1.0\n"));
      entry(
          zip,
          info + "WHEEL",
          text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"));
      entry(zip, info + "RECORD", text(""));
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void entry(ZipOutputStream zip, String name, byte[] data) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(data);
    zip.closeEntry();
  }

  CatalogueModel model(ModelSource... sources) throws Exception {
    return CatalogueModel.builder("toy", "toy.gguf", content.length, sum(content))
        .sources(List.of(sources))
        .build();
  }

  static ModelSource parts(int count) {
    return ModelSource.packages("toy-part{n}==1.0", "data/part{nn}.bin", count, 1);
  }

  static String sum(byte[] data) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
  }

  List<String> downloads() throws IOException {
    return Files.exists(calls)
        ? Files.readAllLines(calls).stream().map(l -> l.substring(l.lastIndexOf(' ') + 1)).toList()
        : List.of();
  }
}
