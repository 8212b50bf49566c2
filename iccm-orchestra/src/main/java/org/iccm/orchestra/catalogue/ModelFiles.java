package org.iccm.orchestra.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.iccm.orchestra.internal.process.Cancellation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SHA-256 of model files, computed once per file, size and time of change; the cache remembers. */
final class ModelFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFiles.class);
  private static final int CHUNK = 1 << 20;

  private final Path stamps;

  ModelFiles(Path modelDirectory) {
    this.stamps = modelDirectory.resolve(".verified");
  }

  /** What its SHA-256 was, if it has not changed since. */
  Optional<String> remembered(Path file) throws IOException {
    Path stamp = stamp(file);
    if (!Files.isRegularFile(stamp)) {
      return Optional.empty();
    }
    String[] words = Files.readString(stamp).strip().split(" ", 2);
    return words.length == 2 && words[1].equals(state(file))
        ? Optional.of(words[0])
        : Optional.empty();
  }

  /** Its SHA-256, computed if it is not remembered. */
  String sha256(Path file, Cancellation cancellation, LongConsumer progress) throws IOException {
    Optional<String> known = remembered(file);
    if (known.isPresent()) {
      return known.get();
    }
    String before = state(file);
    String sum = compute(file, cancellation, progress);
    remember(file, sum, before);
    return sum;
  }

  /** Its SHA-256, computed in any case. */
  static String compute(Path file, Cancellation cancellation, LongConsumer progress)
      throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[CHUNK];
    long done = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        cancellation.check();
        digest.update(buffer, 0, n);
        done += n;
        progress.accept(done);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Notes a sum that was computed while the file was in this state. */
  void remember(Path file, String sum) throws IOException {
    remember(file, sum, state(file));
  }

  private void remember(Path file, String sum, String state) {
    try {
      Files.createDirectories(stamps);
      Path fresh = Files.createTempFile(stamps, ".new-", "");
      Files.writeString(fresh, sum + " " + state + "\n");
      Files.move(
          fresh, stamp(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // costs the computation again, no more
      LOG.debug("cannot remember the checksum of {}: {}", file, e.toString());
    }
  }

  private Path stamp(Path file) throws IOException {
    String name = file.toAbsolutePath().normalize().toString();
    byte[] hash = digest().digest(name.getBytes(StandardCharsets.UTF_8));
    return stamps.resolve(HexFormat.of().formatHex(hash, 0, 16));
  }

  private static String state(Path file) throws IOException {
    BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
    return a.size() + " " + a.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + a.fileKey();
  }

  /** Whether it begins as a GGUF file does. */
  static boolean isGguf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("GGUF");
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
