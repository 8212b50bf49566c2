package org.iccm.training.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of checkpoints, one per step. A checkpoint is written beside its place, brought to
 * the disk file by file, sealed by a manifest of sizes and SHA-256, and moved into place in one
 * step: whenever a process is killed or the power goes, the newest whole one is found again. The
 * file {@value #LATEST} names the newest for people and scripts; reading does not rely on it.
 *
 * <p>For one process at a time; not thread-safe.
 *
 * @since 0.1.0
 */
public final class Checkpoints {
  /** Names the newest checkpoint's directory. */
  public static final String LATEST = "latest";

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String PREFIX = "step-";
  private static final String UNFINISHED = ".unfinished-";

  private final Path root;
  private final int last;
  private final long every;
  private final Boundary boundary;

  /** Told between any two changes of the disk; tests end the process there. */
  @FunctionalInterface
  interface Boundary {
    void passed(String what);
  }

  Checkpoints(Path root, int last, long every, Boundary boundary) {
    if (last < 1 || every < 0) {
      throw new IllegalArgumentException(
          "at least one checkpoint is kept; last is " + last + ", every is " + every);
    }
    this.root = root;
    this.last = last;
    this.every = every;
    this.boundary = boundary;
  }

  /**
   * Checkpoints in a directory.
   *
   * @param root made when the first is written
   * @param last how many of the newest are kept, at least 1
   * @param every checkpoints of steps divisible by this are kept for good; 0 means none
   * @return the checkpoints
   */
  public static Checkpoints in(Path root, int last, long every) {
    return new Checkpoints(root, last, every, what -> {});
  }

  /**
   * Writes a checkpoint, then removes those that are not kept. One of the same step is replaced.
   *
   * @param step its step, 0 or more
   * @param content writes its files
   * @return the checkpoint
   * @throws CheckpointException if it cannot be written; the others are untouched then
   */
  public Checkpoint write(long step, CheckpointContent content) {
    if (step < 0) {
      throw new IllegalArgumentException("step must be 0 or more, is " + step);
    }
    Path place = root.resolve(PREFIX + String.format("%012d", step));
    Path temporary = root.resolve(UNFINISHED + step);
    try {
      Files.createDirectories(root);
      removeUnfinished();
      Files.createDirectory(temporary);
      boundary.passed("begun");
      content.writeTo(temporary);
      boundary.passed("content");
      List<Path> files = list(temporary);
      for (Path file : files) {
        sync(file);
        boundary.passed("synced " + file.getFileName());
      }
      Path manifest = temporary.resolve(Manifest.NAME);
      Files.writeString(manifest, Manifest.of(step, files));
      boundary.passed("manifest");
      sync(manifest);
      sync(temporary);
      boundary.passed("sealed");
      if (Files.exists(place)) {
        Files.move(place, root.resolve(UNFINISHED + "replaced-" + step));
        boundary.passed("set aside");
      }
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      boundary.passed("moved");
      sync(root);
      boundary.passed("placed");
      Path pointer = root.resolve(UNFINISHED + LATEST);
      Files.writeString(pointer, place.getFileName() + "\n");
      sync(pointer);
      boundary.passed("pointer");
      Files.move(pointer, root.resolve(LATEST), StandardCopyOption.ATOMIC_MOVE);
      sync(root);
      boundary.passed("latest");
      removeUnfinished();
      prune();
      boundary.passed("pruned");
      return new Checkpoint(step, place);
    } catch (IOException e) {
      throw new CheckpointException(
          place,
          "cannot be written (" + e.getMessage() + "); free space or choose another place",
          e);
    }
  }

  /**
   * The newest checkpoint that is whole: one whose manifest is missing or does not vouch for its
   * files is passed over, with a warning.
   *
   * @return the checkpoint, empty if there is none
   * @throws CheckpointException if the directory cannot be read
   */
  public Optional<Checkpoint> latest() {
    try {
      List<Checkpoint> all = all();
      for (int i = all.size() - 1; i >= 0; i--) {
        Checkpoint checkpoint = all.get(i);
        if (Manifest.vouchesFor(checkpoint.directory())) {
          return Optional.of(checkpoint);
        }
        LOG.warn(
            "{} is damaged and passed over; delete it, or restore it from a copy",
            checkpoint.directory());
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new CheckpointException(root, "cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Removes all of them: for one who begins anew where another training left its own.
   *
   * @throws CheckpointException if one cannot be removed
   */
  public void clear() {
    try {
      for (Checkpoint checkpoint : all()) {
        remove(checkpoint);
      }
    } catch (IOException e) {
      throw new CheckpointException(root, "cannot be cleared (" + e.getMessage() + ")", e);
    }
  }

  /** All checkpoints in the order of their steps, whole or not. */
  private List<Checkpoint> all() throws IOException {
    List<Checkpoint> all = new ArrayList<>();
    for (Path path : list(root)) {
      String name = path.getFileName().toString();
      if (name.matches(PREFIX + "\\d{12,19}")) {
        all.add(new Checkpoint(Long.parseLong(name.substring(PREFIX.length())), path));
      }
    }
    all.sort(Comparator.comparingLong(Checkpoint::step));
    return all;
  }

  private void prune() throws IOException {
    List<Checkpoint> all = all();
    for (Checkpoint checkpoint : all.subList(0, Math.max(0, all.size() - last))) {
      if (every == 0 || checkpoint.step() % every != 0) {
        remove(checkpoint);
      }
    }
  }

  /** Renamed first, so that a half-deleted one is never taken for a damaged one. */
  private void remove(Checkpoint checkpoint) throws IOException {
    Path going = root.resolve(UNFINISHED + "pruned-" + checkpoint.step());
    Files.move(checkpoint.directory(), going, StandardCopyOption.ATOMIC_MOVE);
    boundary.passed("pruning");
    delete(going);
  }

  private void removeUnfinished() throws IOException {
    for (Path path : list(root)) {
      if (path.getFileName().toString().startsWith(UNFINISHED)) {
        delete(path);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      for (Path inside : list(path)) {
        delete(inside);
      }
    }
    Files.deleteIfExists(path);
  }

  /** To the disk; a directory too, or its entries could be lost. */
  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
