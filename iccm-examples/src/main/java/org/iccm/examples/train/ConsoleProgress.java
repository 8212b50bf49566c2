package org.iccm.examples.train;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.iccm.training.run.RunListener;
import org.iccm.training.run.RunProgress;

/** Prints a line now and then, and for each validation. For one thread. */
final class ConsoleProgress implements RunListener {
  private static final Duration QUIET = Duration.ofSeconds(20);

  private final PrintStream out;
  private final InstantSource clock;
  private Instant next = Instant.MIN;

  ConsoleProgress(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void stepped(RunProgress p) {
    Instant now = clock.instant();
    if (!p.step().notable() && now.isBefore(next)) {
      return;
    }
    next = now.plus(QUIET);
    StringBuilder figures = new StringBuilder();
    Map<String, Double> values = p.step().values();
    for (String name : values.keySet()) {
      double value = values.get(name);
      String format = value == Math.rint(value) ? "  %s %.0f" : "  %s %.4g";
      figures.append(String.format(Locale.ROOT, format, name, value));
    }
    out.printf(
        Locale.ROOT,
        "%s %d/%d%s  %.0f tokens/s  %s left%n",
        p.phase(),
        p.done(),
        p.planned(),
        figures,
        p.tokensPerSecond(),
        time(p.left()));
  }

  @Override
  public void said(String line) {
    out.println(line);
  }

  static String time(Duration d) {
    return d.toHours() > 0
        ? d.toHours() + " h " + d.toMinutesPart() + " min"
        : d.toMinutes() > 0
            ? d.toMinutes() + " min " + d.toSecondsPart() + " s"
            : d.toSeconds() + " s";
  }
}
