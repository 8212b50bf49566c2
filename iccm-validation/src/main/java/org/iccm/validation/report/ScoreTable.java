package org.iccm.validation.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.EngineerResult;
import org.iccm.validation.experiment.ModelResult;
import org.iccm.validation.statistics.Summary;

/** Engineers by models, with spread and number. */
final class ScoreTable {
  private final ComparisonResult result;

  ScoreTable(ComparisonResult result) {
    this.result = result;
  }

  void write(Writer out) throws IOException {
    Optional<String> best =
        result.engineers().stream()
            .filter(e -> !e.leaking() && e.meanPassRate().isPresent())
            .max(Comparator.comparingDouble(e -> e.meanPassRate().orElse(0)))
            .map(EngineerResult::name);
    out.write(
        "<section aria-labelledby=\"table-title\">\n<h2 id=\"table-title\">The numbers</h2>\n"
            + "<div class=\"scroll\"><table class=\"scores\">\n<thead><tr><th scope=\"col\">Engineer</th>");
    for (String model : result.models()) {
      out.write("<th scope=\"col\" class=\"num\">" + Texts.html(model) + "</th>");
    }
    out.write(
        "<th scope=\"col\" class=\"num\">Mean</th>"
            + "<th scope=\"col\" class=\"num\">Spread over models</th>"
            + "<th scope=\"col\" class=\"num\">On the scale none&nbsp;0, gold&nbsp;1</th>"
            + "<th scope=\"col\" class=\"num\">Fully rebuilt</th>"
            + "<th scope=\"col\" class=\"num\">Rollouts scored</th></tr></thead>\n<tbody>\n");
    for (EngineerResult e : result.engineers()) {
      boolean first = best.filter(e.name()::equals).isPresent();
      out.write(first ? "<tr class=\"best\">" : "<tr>");
      out.write("<th scope=\"row\">" + Texts.html(e.name()));
      out.write(e.leaking() ? " <span class=\"tag\">leaks</span>" : "");
      out.write(first ? " <span class=\"tag first\">highest</span>" : "");
      out.write("</th>");
      for (ModelResult m : e.models()) {
        cell(out, m.passRate().map(ScoreTable::rate).orElse("\u2013"));
      }
      cell(out, "<strong>" + Texts.percent(e.meanPassRate()) + "</strong>");
      cell(out, spread(e.stdAcrossModels()));
      cell(out, Texts.number(e.calibrated()));
      int complete = e.models().stream().mapToInt(ModelResult::complete).sum();
      cell(out, e.scored() == 0 ? "\u2013" : Texts.percent((double) complete / e.scored()));
      cell(out, Integer.toString(e.scored()));
      out.write("</tr>\n");
    }
    out.write(
        "</tbody></table></div>\n<p class=\"note\">Under each model: mean over applications of the"
            + " mean over samples, &plusmn; its standard error. Spread: standard deviation of the"
            + " models' means, in points. A rollout that gave nothing to test counts as 0; one whose"
            + " model or sandbox failed is left out.</p>\n</section>\n");
  }

  private static String rate(Summary s) {
    return Texts.percent(s.mean())
        + (s.standardError().isPresent()
            ? "<small>&plusmn;&nbsp;"
                + String.format(
                    java.util.Locale.ROOT, "%.1f", 100 * s.standardError().getAsDouble())
                + "</small>"
            : "");
  }

  private static String spread(OptionalDouble std) {
    return std.isPresent()
        ? String.format(java.util.Locale.ROOT, "%.1f", 100 * std.getAsDouble())
        : "\u2013";
  }

  private static void cell(Writer out, String html) throws IOException {
    out.write("<td class=\"num\">" + html + "</td>");
  }
}
