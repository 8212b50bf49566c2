package org.iccm.harness.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.iccm.api.application.SourceFile;
import org.iccm.api.error.ApplicationException;

/** Reads files of one untrusted directory: bounded, UTF-8, nothing outside of it. */
final class Tree {
  private static final int MAX_DEPTH = 16;
  private final Path root;
  private final String name;

  private Tree(Path root, String name) {
    this.root = root;
    this.name = name;
  }

  static Tree open(Path directory) {
    return open(directory, "");
  }

  /**
   * Opens a directory.
   *
   * @param name what messages call it; empty for its path
   */
  static Tree open(Path directory, String name) {
    try {
      Path real = directory.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new ApplicationException(
            directory.toString(), "", directory + " is no directory: name an application's");
      }
      return new Tree(real, name.isEmpty() ? real.toString() : name);
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /** For messages. */
  String name() {
    return name;
  }

  /** A file at the top. */
  Optional<String> text(String name) {
    Path file = root.resolve(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    String text = read(file, name);
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** All files below a directory, with paths relative to it, sorted. */
  List<SourceFile> files(String below, String what) {
    Path directory = root.resolve(below).normalize();
    if (!directory.startsWith(root) || directory.equals(root)) {
      throw fault(below, "leads out of the application: name a directory inside");
    }
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw fault(below, "is missing: make this directory for " + what);
    }
    inside(directory, below);
    if (!Files.isDirectory(directory)) {
      throw fault(below, "is no directory: make it one, for " + what);
    }
    List<SourceFile> found = new ArrayList<>();
    walk(directory, directory, below, found);
    Collections.sort(found);
    return found;
  }

  /** Whether there is something of this name inside. */
  boolean holds(String below) {
    Path place = root.resolve(below).normalize();
    return place.startsWith(root) && Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  private void walk(Path top, Path directory, String place, List<SourceFile> into) {
    if (top.relativize(directory).getNameCount() > MAX_DEPTH) {
      throw fault(place, "is nested deeper than " + MAX_DEPTH + " directories: flatten it");
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        if (name.startsWith(".") || name.equals("__pycache__") || name.endsWith(".pyc")) {
          continue;
        }
        String at = place + "/" + name;
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          walk(top, child, at, into);
        } else {
          add(top, child, at, into);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw unreadable(directory, e);
    }
  }

  private void add(Path top, Path file, String place, List<SourceFile> into) {
    if (into.size() >= ApplicationReader.MAX_FILES) {
      throw fault(place, "is one file too many: at most " + ApplicationReader.MAX_FILES);
    }
    String text = read(file, place);
    long total = text.length() + into.stream().mapToLong(f -> f.text().length()).sum();
    if (total > ApplicationReader.MAX_TOTAL_BYTES) {
      throw fault(
          place,
          "makes more than "
              + ApplicationReader.MAX_TOTAL_BYTES
              + " bytes together: take a smaller application");
    }
    try {
      String path =
          top.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
      into.add(new SourceFile(path, text));
    } catch (IllegalArgumentException e) {
      throw fault(place, "has a name that cannot be used: " + e.getMessage());
    }
  }

  private String read(Path file, String place) {
    inside(file, place);
    if (Files.isDirectory(file)) {
      throw fault(
          place, "is a directory or a link to one where a file is needed: put the file there");
    }
    if (!Files.isRegularFile(file)) {
      throw fault(place, "is no regular file: remove it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(ApplicationReader.MAX_FILE_BYTES + 1);
      if (bytes.length > ApplicationReader.MAX_FILE_BYTES) {
        throw fault(
            place,
            "is larger than " + ApplicationReader.MAX_FILE_BYTES + " bytes: shorten or remove it");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw fault(place, "is not UTF-8 text: convert or remove it");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Links may point to other files of the application only. */
  private void inside(Path file, String place) {
    try {
      if (!file.toRealPath().startsWith(root)) {
        throw fault(place, "is a link that leads out of the application: put a copy there");
      }
    } catch (IOException e) {
      throw fault(
          place,
          "cannot be resolved ("
              + e.getClass()
                  .getSimpleName()
                  .replace("Exception", "")
                  .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                  .toLowerCase(Locale.ROOT)
              + "): check the link");
    }
  }

  ApplicationException fault(String place, String what) {
    return new ApplicationException(name(), place, name() + ": " + place + " " + what);
  }

  static ApplicationException unreadable(Path path, Exception e) {
    String why =
        e instanceof NoSuchFileException || e.getCause() instanceof NoSuchFileException
            ? "does not exist: check the path"
            : "cannot be read (" + e + "): check its permissions";
    return new ApplicationException(path.toString(), "", path + " " + why, e);
  }
}
