package org.iccm.training.engineer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.iccm.api.application.Digests;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.t5.T5Config;
import org.iccm.training.tokenizer.TextTokenizer;
import org.iccm.training.weights.SafetensorsReader;
import org.jspecify.annotations.Nullable;

/**
 * The files that a CET-D is made of, as they were when they were first looked at. Immutable and
 * thread-safe.
 */
final class CetFiles {
  private static final String WEIGHTS = ".safetensors";

  private record Stamp(long size, FileTime modified) {}

  private final String key;
  private final Map<Path, Stamp> stamps;
  private final String digest;

  private CetFiles(String key, Map<Path, Stamp> stamps, String digest) {
    this.key = key;
    this.stamps = stamps;
    this.digest = digest;
  }

  /**
   * Reads all files once for their digest.
   *
   * @param key where the engineer is configured, for example {@code engineers.mine}
   * @throws ConfigurationException if files are missing, all at once, or cannot be read
   */
  static CetFiles look(String key, Path directory, @Nullable Path adapter) {
    List<ConfigurationException.Problem> problems = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    model(key + ".directory", directory, files, problems);
    if (adapter != null) {
      adapter(key + ".adapter", adapter, files, problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Map<Path, Stamp> stamps = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>();
    for (Path file : files) {
      try {
        stamps.put(file, stamp(file));
        parts.add(String.valueOf(file.getFileName()));
        parts.add(sha256(file));
      } catch (IOException e) {
        throw new ConfigurationException(
            key + ".directory", file + " cannot be read (" + e + "); check its permissions");
      }
    }
    return new CetFiles(key, stamps, Digests.of(parts));
  }

  private static void model(
      String key, Path directory, List<Path> files, List<ConfigurationException.Problem> problems) {
    if (!Files.isDirectory(directory)) {
      problems.add(
          problem(
              key,
              directory,
              "is no directory; name one that holds config.json, tokenizer.json and"
                  + " model.safetensors, made by training or by T5Model.save and"
                  + " TextTokenizer.save"));
      return;
    }
    need(key, directory.resolve(T5Config.FILE), files, problems);
    need(key, directory.resolve(TextTokenizer.FILE), files, problems);
    try (Stream<Path> inside = Files.list(directory)) {
      List<Path> weights =
          inside
              .filter(f -> f.toString().endsWith(WEIGHTS) || f.endsWith(SafetensorsReader.INDEX))
              .sorted()
              .toList();
      if (weights.isEmpty()) {
        problems.add(
            problem(
                key,
                directory,
                "has no weights ("
                    + SafetensorsReader.SINGLE
                    + "); a pytorch_model.bin has to be converted first"));
      }
      files.addAll(weights);
    } catch (IOException e) {
      problems.add(problem(key, directory, "cannot be read (" + e + "); check its permissions"));
    }
  }

  private static void adapter(
      String key, Path adapter, List<Path> files, List<ConfigurationException.Problem> problems) {
    if (Files.isDirectory(adapter)) {
      need(key, adapter.resolve(LoraConfig.FILE), files, problems);
      need(key, adapter.resolve(LoraConfig.WEIGHTS), files, problems);
    } else {
      problems.add(
          problem(
              key,
              adapter,
              "is no directory; name one that T5Model.saveAdapter or Python's peft wrote, or leave"
                  + " the key out"));
    }
  }

  private static void need(
      String key, Path file, List<Path> files, List<ConfigurationException.Problem> problems) {
    if (Files.isRegularFile(file)) {
      files.add(file);
    } else {
      problems.add(problem(key, file, "is not there; save model and tokenizer into one directory"));
    }
  }

  private static ConfigurationException.Problem problem(String key, Path place, String message) {
    return new ConfigurationException.Problem(key, place.toString(), message);
  }

  /** Digest of all contents. */
  String digest() {
    return digest;
  }

  /**
   * Checks that the files are those of the digest: results of other weights under its key would be
   * there for good.
   *
   * @throws ConfigurationException if one changed
   */
  void checkUnchanged() {
    stamps.forEach(
        (file, stamp) -> {
          boolean same;
          try {
            same = stamp(file).equals(stamp);
          } catch (IOException e) {
            same = false;
          }
          if (!same) {
            throw new ConfigurationException(
                key,
                file
                    + " changed after it was first used; write a retrained model to a directory of"
                    + " its own, or start anew");
          }
        });
  }

  private static Stamp stamp(Path file) throws IOException {
    BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(a.size(), a.lastModifiedTime());
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, sha).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
