package org.iccm.validation.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.EngineerResult;
import org.iccm.validation.experiment.ModelResult;

/** How rollouts ended, by engineer and model: failure classes. */
final class EndingsTable {
  private final ComparisonResult result;

  EndingsTable(ComparisonResult result) {
    this.result = result;
  }

  void write(Writer out) throws IOException {
    if (result.rollouts().isEmpty()) {
      return;
    }
    List<RolloutOutcome> seen =
        Arrays.stream(RolloutOutcome.values())
            .filter(
                o ->
                    o == RolloutOutcome.COMPLETED
                        || result.rollouts().stream().anyMatch(r -> r.outcome() == o))
            .toList();
    out.write(
        "<section aria-labelledby=\"ends-title\">\n<h2 id=\"ends-title\">How rollouts ended</h2>\n"
            + "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Engineer</th>"
            + "<th scope=\"col\">Model</th>");
    for (RolloutOutcome o : seen) {
      out.write(
          "<th scope=\"col\" class=\"num\" title=\""
              + meaning(o)
              + "\">"
              + Texts.outcome(o)
              + (o == RolloutOutcome.COMPLETED
                  ? "<small>tests ran</small>"
                  : o.scored() ? "<small>scored 0</small>" : "<small>left out</small>")
              + "</th>");
    }
    out.write("</tr></thead>\n<tbody>\n");
    for (EngineerResult e : result.engineers()) {
      for (ModelResult m : e.models()) {
        out.write(
            "<tr><th scope=\"row\">"
                + Texts.html(e.name())
                + "</th><td>"
                + Texts.html(m.model())
                + "</td>");
        for (RolloutOutcome o : seen) {
          int n = m.outcomes().getOrDefault(o, 0);
          String css = n == 0 ? " zero" : o == RolloutOutcome.COMPLETED ? "" : " fault";
          out.write("<td class=\"num" + css + "\">" + n + "</td>");
        }
        out.write("</tr>\n");
      }
    }
    out.write("</tbody></table></div>\n<dl class=\"meanings\">");
    for (RolloutOutcome o : seen) {
      out.write("<dt>" + Texts.outcome(o) + "</dt><dd>" + meaning(o) + "</dd>");
    }
    out.write("</dl>\n</section>\n");
  }

  private static String meaning(RolloutOutcome outcome) {
    return switch (outcome) {
      case COMPLETED -> "the tests ran on the rebuilt code";
      case CONTEXT_REJECTED -> "the gate refused the context: too long, or too close to the source";
      case UNPARSEABLE -> "no file could be read from the answer";
      case TRUNCATED -> "the answer was cut at its length limit and nothing of it could run";
      case UNSPLICEABLE -> "the answer cannot take the unit's place";
      case CANDIDATE_BROKEN -> "the rebuilt code could not be imported";
      case TIMEOUT -> "the tests ran over the time limit";
      case OUT_OF_MEMORY -> "the tests ran over the memory limit";
      case TAMPERED -> "the test report was forged";
      case NO_COMPLETION -> "the model or its server failed";
      case INFRASTRUCTURE -> "the sandbox failed";
      case UNREACHED -> "no test reaches the unit";
      case CANCELLED -> "stopped";
    };
  }
}
