package org.iccm.validation.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.validation.statistics.Interval;
import org.iccm.validation.statistics.PairedTTest;
import org.iccm.validation.statistics.Summary;

/**
 * A comparison as plain text for a terminal. Stateless.
 *
 * @since 0.1.0
 */
public final class TextTable {
  private TextTable() {}

  /**
   * Renders a result.
   *
   * @param result the result
   * @return lines without colour, the last one ended
   */
  public static String of(ComparisonResult result) {
    StringBuilder out = new StringBuilder();
    out.append("Share of hidden tests passed, mean over ")
        .append(count(result.request().applications().size(), "application"))
        .append(" (± standard error)\n\n");
    grid(out, rows(result));
    differences(out, result);
    failures(out, result);
    if (!result.isComplete()) {
      out.append(
              String.format(
                  Locale.ROOT,
                  "%n%d of %d rollouts are there",
                  result.rollouts().size(),
                  result.total()))
          .append(result.stopped().map(s -> ": " + s).orElse(""))
          .append('\n');
    }
    return out.toString();
  }

  private static List<List<String>> rows(ComparisonResult result) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("engineer"));
    head.addAll(result.models());
    head.addAll(List.of("mean", "std models", "gold = 1", "rollouts"));
    rows.add(head);
    for (EngineerResult e : result.engineers()) {
      List<String> row = new ArrayList<>(List.of(e.leaking() ? e.name() + " (leaks)" : e.name()));
      e.models().forEach(m -> row.add(m.passRate().map(TextTable::rate).orElse("-")));
      row.add(percent(e.meanPassRate()));
      row.add(percent(e.stdAcrossModels()));
      row.add(e.calibrated().isPresent() ? number(e.calibrated().getAsDouble()) : "-");
      row.add(Integer.toString(e.scored()));
      rows.add(row);
    }
    return rows;
  }

  private static void grid(StringBuilder out, List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] width = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        width[c] = Math.max(width[c], row.get(c).length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String cell = rows.get(r).get(c);
        String pad = " ".repeat(width[c] - cell.length());
        line.append(c == 0 ? cell + pad : "   " + pad + cell);
      }
      out.append(line.toString().stripTrailing()).append('\n');
      if (r == 0) {
        out.append("-".repeat(line.length())).append('\n');
      }
    }
  }

  private static void differences(StringBuilder out, ComparisonResult result) {
    List<String> lines = result.rankedDifferences().stream().map(d -> line(d)).toList();
    if (!lines.isEmpty()) {
      out.append("\nPaired by application, one-tailed t-test:\n");
      lines.forEach(l -> out.append("  ").append(l).append('\n'));
    }
  }

  private static String line(EngineerDifference d) {
    PairedTTest t = d.test();
    String range =
        t.interval()
            .map(
                (Interval i) ->
                    String.format(
                        Locale.ROOT,
                        ", 95 %% interval %+.1f to %+.1f",
                        100 * i.low(),
                        100 * i.high()))
            .orElse("");
    String p =
        t.pOneTailed().isPresent()
            ? ", p " + pValue(t.pOneTailed().getAsDouble())
            : ", no p value (too few or equal differences)";
    return String.format(
        Locale.ROOT,
        "%s above %s by %+.1f points%s%s, n = %d",
        d.first(),
        d.second(),
        100 * t.meanDifference(),
        range,
        p,
        t.n());
  }

  private static void failures(StringBuilder out, ComparisonResult result) {
    List<String> lines = new ArrayList<>();
    for (EngineerResult e : result.engineers()) {
      String kinds =
          e.outcomes().entrySet().stream()
              .filter(o -> o.getKey() != RolloutOutcome.COMPLETED)
              .map(TextTable::outcome)
              .collect(Collectors.joining(", "));
      if (!kinds.isEmpty()) {
        lines.add(e.name() + ": " + kinds);
      }
    }
    if (!lines.isEmpty()) {
      out.append("\nRollouts without a test result (scored 0, unless left out):\n");
      lines.forEach(l -> out.append("  ").append(l).append('\n'));
    }
  }

  private static String outcome(Map.Entry<RolloutOutcome, Integer> o) {
    return o.getValue()
        + " "
        + o.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + (o.getKey().scored() ? "" : " (left out)");
  }

  private static String rate(Summary s) {
    return percent(OptionalDouble.of(s.mean()))
        + Optional.of(s.standardError())
            .filter(OptionalDouble::isPresent)
            .map(e -> String.format(Locale.ROOT, " ± %4.1f", 100 * e.getAsDouble()))
            .orElse("");
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble())
        : "-";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String pValue(double p) {
    return p > 0.9999
        ? "> 0.9999"
        : p < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "= %.4f", p);
  }

  private static String count(int n, String thing) {
    return n + " " + thing + (n == 1 ? "" : "s");
  }
}
