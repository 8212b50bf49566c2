package org.iccm.validation.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.iccm.api.rollout.Rollout;
import org.iccm.validation.experiment.ComparisonListener;
import org.iccm.validation.experiment.ComparisonResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code index.html} and {@code results.json} into a directory: from the first finished
 * rollout on, growing with the comparison, each time whole or not at all. The page is one file that
 * works from disk, asks for nothing over the network and runs no script but its own. What models
 * and tests wrote is shown as text, shortened where a large run would make the page too big to
 * open.
 *
 * <p>While a comparison runs, a failed write is logged and tried again with a later rollout; at its
 * end it is an error. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ReportWriter implements ComparisonListener {
  /** The page's file name. */
  public static final String PAGE = "index.html";

  /** The data's file name. */
  public static final String RESULTS = "results.json";

  /** Least time between two writes of a growing report. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(3);

  /** Part of the time that writing may take. */
  private static final int SHARE = 20;

  private static final Logger LOG = LoggerFactory.getLogger(ReportWriter.class);

  private final Path directory;
  private final Clock clock;
  private final Duration interval;
  private @Nullable Instant next;
  private boolean stale;
  private boolean warned;

  private ReportWriter(Path directory, Clock clock, Duration interval) {
    this.directory = directory;
    this.clock = clock;
    this.interval = interval;
  }

  /**
   * A writer by the system's clock.
   *
   * @param directory where the files go; made on demand
   * @return the writer
   */
  public static ReportWriter into(Path directory) {
    return into(directory, Clock.systemUTC(), DEFAULT_INTERVAL);
  }

  /**
   * A writer.
   *
   * @param directory where the files go; made on demand
   * @param clock tells when to write again, and the date on the page
   * @param interval least time between two writes of a growing report
   * @return the writer
   */
  public static ReportWriter into(Path directory, Clock clock, Duration interval) {
    return new ReportWriter(
        Objects.requireNonNull(directory, "directory"),
        Objects.requireNonNull(clock, "clock"),
        Objects.requireNonNull(interval, "interval"));
  }

  /**
   * The page.
   *
   * @return its path
   */
  public Path page() {
    return directory.resolve(PAGE);
  }

  /**
   * The data.
   *
   * @return its path
   */
  public Path results() {
    return directory.resolve(RESULTS);
  }

  @Override
  public void onRollout(Rollout rollout, Supplier<ComparisonResult> soFar) {
    stale = true;
    writeIfDue(soFar);
  }

  @Override
  public void onWait(Supplier<ComparisonResult> soFar) {
    if (stale) {
      writeIfDue(soFar);
    }
  }

  @Override
  public void onEnd(ComparisonResult result) {
    write(result, true);
  }

  private void writeIfDue(Supplier<ComparisonResult> soFar) {
    Instant begin = clock.instant();
    if (next != null && begin.isBefore(next)) {
      return;
    }
    try {
      write(soFar.get(), false);
      stale = false;
    } catch (ReportException e) {
      if (!warned) {
        LOG.warn("{}; the comparison goes on", e.getMessage());
        warned = true;
      }
    }
    Instant end = clock.instant();
    Duration pause = Duration.between(begin, end).multipliedBy(SHARE);
    next = end.plus(pause.compareTo(interval) > 0 ? pause : interval);
  }

  /**
   * Writes both files.
   *
   * @param result what to show
   * @param finished whether nothing more comes
   * @throws ReportException if a file cannot be written; the earlier one is as it was
   */
  public void write(ComparisonResult result, boolean finished) {
    Instant now = clock.instant();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw failed(directory, e);
    }
    replace(results(), to -> ResultsJson.write(result, now, to));
    replace(page(), to -> new Page(result, now, finished).write(to));
  }

  private interface Content {
    void write(Writer to) throws IOException;
  }

  private static void replace(Path file, Content content) {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      // not newBufferedWriter: it throws at a lone surrogate, this replaces it
      try (Writer to =
          new BufferedWriter(
              new OutputStreamWriter(Files.newOutputStream(part), StandardCharsets.UTF_8))) {
        content.write(to);
      }
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw failed(file, e);
    }
  }

  private static ReportException failed(Path path, IOException e) {
    return new ReportException(
        path,
        "the report cannot be written to "
            + path.toAbsolutePath()
            + " ("
            + e
            + "): make the directory writable, free disk space or choose another one; results are"
            + " stored, the same run again writes the report from them",
        e);
  }
}
