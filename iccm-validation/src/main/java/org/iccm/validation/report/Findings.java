package org.iccm.validation.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.iccm.api.application.TestGroup;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.testing.IsolationMode;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.EngineerDifference;
import org.iccm.validation.experiment.EngineerResult;
import org.iccm.validation.statistics.Interval;
import org.iccm.validation.statistics.PairedTTest;

/** The answer in words: what was compared, who won, how sure that is. */
final class Findings {
  private final ComparisonResult result;

  Findings(ComparisonResult result) {
    this.result = result;
  }

  void write(Writer out) throws IOException {
    List<EngineerResult> ranked =
        result.engineers().stream()
            .filter(e -> !e.leaking() && e.meanPassRate().isPresent())
            .sorted(
                Comparator.comparingDouble((EngineerResult e) -> e.meanPassRate().orElse(0))
                    .reversed())
            .toList();
    out.write("<section class=\"findings\" aria-label=\"Result\">\n");
    if (ranked.isEmpty()) {
      out.write("<p class=\"headline\">No rollout is scored yet.</p>\n");
    } else if (ranked.size() == 1) {
      out.write(
          "<p class=\"headline\"><b>"
              + Texts.html(ranked.get(0).name())
              + "</b>: "
              + Texts.percent(ranked.get(0).meanPassRate())
              + " of the hidden tests pass on what was rebuilt from its contexts.</p>\n");
    } else {
      headline(out, ranked);
    }
    what(out);
    out.write("</section>\n");
  }

  private void headline(Writer out, List<EngineerResult> ranked) throws IOException {
    EngineerResult best = ranked.get(0);
    EngineerResult next = ranked.get(1);
    EngineerResult last = ranked.get(ranked.size() - 1);
    out.write("<p class=\"headline\"><b>" + Texts.html(best.name()) + "</b> ");
    out.write(
        best.meanPassRate().equals(next.meanPassRate())
            ? "and <b>" + Texts.html(next.name()) + "</b> are level: "
            : "writes the contexts that rebuild best: ");
    out.write(Texts.percent(best.meanPassRate()) + " of the hidden tests pass");
    if (!best.meanPassRate().equals(next.meanPassRate())) {
      out.write(
          ", against "
              + Texts.percent(next.meanPassRate())
              + " for <b>"
              + Texts.html(next.name())
              + "</b>");
      if (last != next) {
        out.write(
            " and "
                + Texts.percent(last.meanPassRate())
                + " for <b>"
                + Texts.html(last.name())
                + "</b>");
      }
    }
    out.write(".</p>\n");
    sure(best.name(), next.name())
        .ifPresent(
            text -> {
              try {
                out.write("<p class=\"sure\">" + text + "</p>\n");
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  /** How sure the lead is, from the difference by application. */
  private Optional<String> sure(String best, String next) {
    return result.differences().stream()
        .filter(
            d ->
                (d.first().equals(best) && d.second().equals(next))
                    || (d.first().equals(next) && d.second().equals(best)))
        .findFirst()
        .map(d -> sure(best, next, d));
  }

  private static String sure(String best, String next, EngineerDifference d) {
    PairedTTest t = d.test();
    boolean turned = d.first().equals(next);
    if (t.interval().isEmpty()) {
      return "One application says nothing about others: add applications before you conclude.";
    }
    Interval i = t.interval().get();
    double low = turned ? -i.high() : i.low();
    double high = turned ? -i.low() : i.high();
    double mean = turned ? -t.meanDifference() : t.meanDifference();
    String lead =
        "Its lead over "
            + Texts.html(next)
            + " is "
            + Texts.points(mean)
            + " points; with 95&nbsp;% confidence between "
            + Texts.points(low)
            + " and "
            + Texts.points(high)
            + ", over "
            + Texts.count(t.n(), "application")
            + ". ";
    return lead
        + (low > 0
            ? "<strong class=\"good\">That is clear.</strong>"
            : "<strong class=\"warn\">That is not clear:</strong> the interval holds zero, chance"
                + " could explain it; more applications would tell.");
  }

  /** Where a candidate could have read the answers, the page says so. */
  private void together(Writer out) throws IOException {
    List<String> together =
        result.inventories().entrySet().stream()
            .filter(e -> e.getValue().isolation() == IsolationMode.IN_PROCESS)
            .map(java.util.Map.Entry::getKey)
            .sorted()
            .toList();
    if (!together.isEmpty()) {
      out.write(
          "<p class=\"note\">In "
              + Texts.count(together.size(), "application")
              + " tests and rebuilt code shared a process (<code>IN_PROCESS</code>: "
              + Texts.html(String.join(", ", together))
              + "): forging a result leaves traces there, reading the answers leaves none.</p>\n");
    }
  }

  private void what(Writer out) throws IOException {
    int tests =
        result.rollouts().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Rollout::applicationId, r -> r.total(TestGroup.REPORT), Math::max))
            .values()
            .stream()
            .mapToInt(Integer::intValue)
            .sum();
    int engineers = result.engineers().size();
    out.write(
        "<p class=\"lead\">"
            + Texts.count(engineers, "context engineer")
            + " described "
            + Texts.count(result.request().applications().size(), "application")
            + " in words. "
            + Texts.count(result.models().size(), "language model")
            + " then rebuilt each application from a description alone, and "
            + Texts.integer(tests)
            + " tests that nobody had seen ran on what came out. A score is the share of those"
            + " tests that pass.</p>\n");
    together(out);
    if (result.engineers().stream().anyMatch(EngineerResult::leaking)) {
      out.write(
          "<p class=\"note\">An engineer marked <span class=\"tag\">leaks</span> hands over the"
              + " source itself. It stands for the most that these models can copy and is not"
              + " ranked.</p>\n");
    }
  }
}
