package org.iccm.validation.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.EngineerResult;
import org.iccm.validation.experiment.ModelResult;
import org.iccm.validation.statistics.Interval;
import org.iccm.validation.statistics.Summary;

/** A bar with its interval for each engineer and model. */
final class BarChart {
  /** Classes of colours in the style sheet. */
  static final int COLOURS = 6;

  private static final int WIDTH = 860;
  private static final int LEFT = 170;
  private static final int RIGHT = 70;
  private static final int BAR = 16;
  private static final int GAP = 5;
  private static final int GROUP = 22;
  private static final int TOP = 8;

  private final ComparisonResult result;

  BarChart(ComparisonResult result) {
    this.result = result;
  }

  void write(Writer out) throws IOException {
    List<EngineerResult> engineers =
        result.engineers().stream().filter(e -> e.acrossModels().isPresent()).toList();
    if (engineers.isEmpty()) {
      return;
    }
    int models = result.models().size();
    int group = models * (BAR + GAP) - GAP + GROUP;
    int bottom = TOP + engineers.size() * group;
    out.write(
        "<section aria-labelledby=\"bars-title\">\n<h2 id=\"bars-title\">Tests passed, by engineer"
            + " and model</h2>\n<figure>\n");
    out.write(
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"bars-alt\" viewBox=\"0 0 "
            + WIDTH
            + " "
            + (bottom + 34)
            + "\">\n<title id=\"bars-alt\">Share of hidden tests passed by engineer and model; the"
            + " table below holds the same numbers</title>\n");
    for (int tick = 0; tick <= 100; tick += 20) {
      double x = x(tick / 100.0);
      out.write(line("grid", x, TOP - 4, x, bottom));
      out.write(text("axis", x, bottom + 18, "middle", tick + " %"));
    }
    double y = TOP;
    for (EngineerResult e : engineers) {
      double middle = y + (group - GROUP) / 2.0 + 5;
      out.write(text("name", LEFT - 14, middle, "end", shorten(e.name())));
      if (e.leaking()) {
        out.write(text("axis", LEFT - 14, middle + 15, "end", "leaks"));
      }
      for (int m = 0; m < models; m++) {
        bar(out, e.models().get(m), m, y + m * (BAR + GAP));
      }
      y += group;
    }
    out.write("</svg>\n<figcaption><ul class=\"legend\">");
    for (int m = 0; m < models; m++) {
      out.write(
          "<li><svg class=\"key\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"m"
              + (m % COLOURS)
              + "\" width=\"12\" height=\"12\" rx=\"2\"/></svg>"
              + Texts.html(result.models().get(m))
              + "</li>");
    }
    out.write(
        "</ul><p>Whiskers: where the mean would lie with 95&nbsp;% confidence over applications of"
            + " this kind.</p></figcaption></figure>\n</section>\n");
  }

  private void bar(Writer out, ModelResult m, int model, double y) throws IOException {
    if (m.passRate().isEmpty()) {
      out.write(text("axis", LEFT + 4, y + BAR - 4, "start", "no score"));
      return;
    }
    Summary s = m.passRate().get();
    double end = x(s.mean());
    out.write(
        String.format(
            Locale.ROOT,
            "<rect class=\"m%d\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
            model % COLOURS,
            LEFT,
            y,
            Math.max(1.5, end - LEFT),
            BAR));
    Optional<Interval> interval = s.interval().map(i -> i.within(0, 1));
    double label = end;
    if (interval.isPresent()) {
      double low = x(interval.get().low());
      double high = x(interval.get().high());
      double centre = y + BAR / 2.0;
      out.write(line("whisker", low, centre, high, centre));
      out.write(line("whisker", low, centre - 4, low, centre + 4));
      out.write(line("whisker", high, centre - 4, high, centre + 4));
      label = high;
    }
    out.write(text("value", label + 8, y + BAR - 3.5, "start", Texts.percent(s.mean())));
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static String shorten(String name) {
    return name.length() > 18 ? name.substring(0, 17) + "\u2026" : name;
  }

  static String line(String css, double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        css,
        x1,
        y1,
        x2,
        y2);
  }

  static String text(String css, double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        css,
        x,
        y,
        anchor,
        Texts.html(text));
  }
}
