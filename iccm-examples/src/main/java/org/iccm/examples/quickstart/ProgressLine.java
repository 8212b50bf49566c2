package org.iccm.examples.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.iccm.api.rollout.ProgressEvent;
import org.iccm.api.rollout.ProgressListener;

/**
 * Draws progress: a bar that rewrites itself on a terminal, now and then a line elsewhere.
 * Thread-safe.
 */
final class ProgressLine implements ProgressListener {
  private static final int WIDTH = 30;
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final PrintStream out;
  private final boolean terminal;
  private long lastPrinted = Long.MIN_VALUE;
  private String lastPhase = "";
  private boolean open;

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void onProgress(ProgressEvent event) {
    long now = System.nanoTime();
    boolean last = event.total() > 0 && event.done() >= event.total();
    boolean newPhase = !event.phase().equals(lastPhase);
    if (event.phase().equals("contexts") && lastPhase.equals("rollouts")) {
      return; // both go on at once: the line stays with the results
    }
    if (terminal) {
      draw(event);
      if (last) {
        end();
      }
    } else if (newPhase || last || now - lastPrinted > QUIET.toNanos()) {
      lastPrinted = now;
      out.println(text(event));
    }
    lastPhase = event.phase();
  }

  private void draw(ProgressEvent event) {
    if (!event.phase().equals(lastPhase)) {
      end();
      lastPhase = event.phase();
    }
    out.print("\r\u001b[2K" + text(event));
    out.flush();
    open = true;
  }

  /** Leaves the line, so that other text can follow. */
  synchronized void end() {
    if (open) {
      out.println();
      open = false;
    }
  }

  private static String text(ProgressEvent e) {
    if (e.total() <= 0) {
      return e.phase() + ": " + e.message();
    }
    int filled = (int) (WIDTH * Math.min(e.done(), e.total()) / e.total());
    String left =
        e.remaining()
            .filter(d -> e.done() < e.total())
            .map(d -> ", about " + time(d) + " left")
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%-10s [%s%s] %d/%d%s  %s",
        e.phase(),
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        e.done(),
        e.total(),
        left,
        e.message());
  }

  static String time(Duration d) {
    long s = Math.max(0, d.toSeconds());
    return s < 60 ? s + " s" : s / 60 + " min " + s % 60 + " s";
  }
}
