package org.iccm.validation.report;

import java.io.IOException;
import java.io.Writer;
import org.iccm.api.rollout.Cost;
import org.iccm.validation.experiment.ComparisonResult;

/** What this invocation cost. */
final class CostFigures {
  private final ComparisonResult result;

  CostFigures(ComparisonResult result) {
    this.result = result;
  }

  void write(Writer out) throws IOException {
    Cost c = result.cost();
    out.write(
        "<section aria-labelledby=\"cost-title\">\n<h2 id=\"cost-title\">Cost of this"
            + " invocation</h2>\n<dl class=\"figures\">");
    figure(out, "Time", Texts.duration(c.wallClock()), "");
    figure(
        out,
        "Model calls",
        Texts.integer(c.modelCalls()),
        c.cachedCompletions() > 0
            ? Texts.integer(c.cachedCompletions()) + " more from the store"
            : "");
    figure(
        out,
        "Test runs",
        Texts.integer(c.testRuns()),
        c.cachedRuns() > 0 ? Texts.integer(c.cachedRuns()) + " more from the store" : "");
    figure(out, "Tokens read", Texts.integer(c.promptTokens()), "");
    figure(out, "Tokens written", Texts.integer(c.completionTokens()), "");
    out.write("</dl>\n</section>\n");
  }

  private static void figure(Writer out, String name, String value, String more)
      throws IOException {
    out.write(
        "<div><dt>"
            + name
            + "</dt><dd>"
            + value
            + (more.isEmpty() ? "" : "<small>" + more + "</small>")
            + "</dd></div>");
  }
}
