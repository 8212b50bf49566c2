package org.iccm.core.engineer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.iccm.api.application.Digests;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.core.requirements.RequirementFile;

/**
 * A user's own requirements: {@code <directory>/<application>.md} or {@code
 * <directory>/<application>/requirements.md}.
 */
final class FileEngineer implements ContextEngineer {
  private static final long MAX_BYTES = 256 * 1024;
  private static final int MAX_FILES = 10_000;

  private final String name;
  private final Path directory;

  FileEngineer(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  /** The fingerprint follows the files, so that an edited requirement is a new context. */
  @Override
  public EngineerCard card() {
    List<String> parts = new ArrayList<>();
    parts.add(GoldEngineer.fingerprint("file-1"));
    try (Stream<Path> files = Files.walk(directory, 2)) {
      for (Path file :
          files.filter(f -> f.toString().endsWith(".md")).sorted().limit(MAX_FILES).toList()) {
        parts.add(directory.relativize(file).toString());
        parts.add(read(file));
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          "engineers." + name + ".directory",
          "directory " + directory + " cannot be read (" + e + "); check path and permissions");
    }
    return EngineerCard.builder(name, Digests.of(parts))
        .description("requirements from " + directory.getFileName())
        .build();
  }

  @Override
  public EngineeredContext engineer(ContextRequest request) {
    String id = request.application().id();
    Path flat = directory.resolve(id + ".md");
    Path nested = directory.resolve(id).resolve("requirements.md");
    Path file = Files.isRegularFile(flat) ? flat : nested;
    if (!Files.isRegularFile(file)) {
      throw new ContextRejectedException(
          name,
          id,
          "no requirements for application "
              + id
              + "; write "
              + flat
              + " or "
              + nested
              + ", or leave out the engineer '"
              + name
              + "'");
    }
    try {
      return EngineeredContext.builder(RequirementFile.parse(read(file), file.toString())).build();
    } catch (IOException e) {
      throw new ContextRejectedException(
          name, id, "file " + file + " cannot be read (" + e + "); check it and run again", e);
    }
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("larger than 256 KiB");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
