package org.iccm.validation.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.EngineerDifference;
import org.iccm.validation.statistics.Interval;
import org.iccm.validation.statistics.PairedTTest;

/** Pairs of engineers: how far apart, how sure. */
final class DifferenceTable {
  private static final int WIDTH = 260;

  private final ComparisonResult result;

  DifferenceTable(ComparisonResult result) {
    this.result = result;
  }

  void write(Writer out) throws IOException {
    List<EngineerDifference> asked = result.rankedDifferences();
    if (asked.isEmpty()) {
      return;
    }
    out.write(
        "<section aria-labelledby=\"sure-title\">\n<h2 id=\"sure-title\">How sure is that?</h2>\n"
            + "<p class=\"lead\">Engineers are compared application by application, so that easy and"
            + " hard ones cancel out. A line that stays clear of zero is a difference that chance"
            + " does not explain.</p>\n"
            + "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Question</th>"
            + "<th scope=\"col\" class=\"num\">Difference, points</th>"
            + "<th scope=\"col\">95&nbsp;% interval, &minus;100 to +100 points</th>"
            + "<th scope=\"col\" class=\"num\">p, one-tailed</th>"
            + "<th scope=\"col\" class=\"num\">Effect size</th>"
            + "<th scope=\"col\" class=\"num\">Applications</th>"
            + "<th scope=\"col\">Answer</th></tr></thead>\n<tbody>\n");
    for (EngineerDifference d : asked) {
      row(out, d);
    }
    out.write(
        "</tbody></table></div>\n<p class=\"note\">Student's paired t-test over applications, each"
            + " the mean over models. The order of the two was fixed before the run. Effect size:"
            + " mean difference by its standard deviation. The p values are not adjusted for their"
            + " number.</p>\n</section>\n");
  }

  private static void row(Writer out, EngineerDifference d) throws IOException {
    PairedTTest t = d.test();
    out.write(
        "<tr><th scope=\"row\">Is "
            + Texts.html(d.first())
            + " above "
            + Texts.html(d.second())
            + "?</th><td class=\"num\">"
            + Texts.points(t.meanDifference())
            + "</td><td class=\"forest\">");
    if (t.interval().isPresent()) {
      forest(out, t.meanDifference(), t.interval().get());
    } else {
      out.write("\u2013");
    }
    out.write(
        "</td><td class=\"num\">"
            + Texts.p(t.pOneTailed())
            + "</td><td class=\"num\">"
            + Texts.number(t.effectSize())
            + "</td><td class=\"num\">"
            + t.n()
            + "</td><td>"
            + answer(t)
            + "</td></tr>\n");
  }

  private static String answer(PairedTTest t) {
    if (t.interval().isEmpty()) {
      return "one application cannot tell";
    }
    Interval i = t.interval().get();
    if (i.low() > 0) {
      return "<strong class=\"good\">yes</strong>";
    }
    return i.high() < 0
        ? "<strong class=\"bad\">no, below it</strong>"
        : "<strong class=\"warn\">not clear</strong>";
  }

  private static void forest(Writer out, double mean, Interval raw) throws IOException {
    Interval i = raw.within(-1, 1);
    out.write(
        String.format(
            Locale.ROOT,
            "<svg class=\"forest\" role=\"img\" viewBox=\"0 0 %d 22\" aria-label=\"%s to %s"
                + " points\">",
            WIDTH,
            Texts.points(raw.low()),
            Texts.points(raw.high())));
    out.write(BarChart.line("grid", x(-1), 11, x(1), 11));
    out.write(BarChart.line("zero", x(0), 1, x(0), 21));
    String css = i.low() > 0 ? "clear" : i.high() < 0 ? "against" : "open";
    out.write(BarChart.line("span " + css, x(i.low()), 11, x(i.high()), 11));
    out.write(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"11\" r=\"4.5\"/></svg><small>%s to %s</small>",
            css,
            x(mean),
            Texts.points(raw.low()),
            Texts.points(raw.high())));
  }

  private static double x(double difference) {
    return 6 + (difference + 1) / 2 * (WIDTH - 12);
  }
}
