package org.iccm.harness.doctor;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.iccm.api.testing.LimitState;

/** A diagnosis as lines to be read. */
final class DiagnosisText {
  private final Diagnosis diagnosis;
  private final StringBuilder out = new StringBuilder();

  DiagnosisText(Diagnosis diagnosis) {
    this.diagnosis = diagnosis;
  }

  String text() {
    line("This host");
    diagnosis.answers().forEach(this::answer);
    diagnosis.runners().forEach(this::runner);
    line("");
    line("Runner auto");
    line("  " + diagnosis.auto());
    line("");
    List<String> overstated = diagnosis.overstated();
    if (!overstated.isEmpty()) {
      line("FAILED: the card claims more than the probes show: " + String.join(", ", overstated));
    } else if (diagnosis.usable()) {
      line("Every card is true here, and rewards can be taken.");
    } else {
      line("No runner can be used here: see what to do above.");
    }
    return out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private void answer(Answer answer) {
    line("  " + String.format(Locale.ROOT, "%-8s", answer.kind()) + answer.what());
    answer.remedy().forEach(r -> line("          > " + r));
  }

  private void runner(RunnerDiagnosis runner) {
    line("");
    if (runner.card().isEmpty()) {
      line("Runner " + runner.name() + ": does not work here");
      line("  " + runner.fault());
      return;
    }
    line(
        "Runner "
            + runner.name()
            + ": "
            + runner.count(LimitState.ENFORCED)
            + " limits ENFORCED, "
            + runner.count(LimitState.PARTIAL)
            + " PARTIAL, "
            + runner.count(LimitState.ABSENT)
            + " ABSENT");
    line(row("limit", "card", "probes", "what was tried"));
    runner.limits().forEach(this::limit);
    if (!runner.readBack().isEmpty()) {
      line(
          "  read back inside: "
              + runner.readBack().entrySet().stream()
                  .sorted(java.util.Map.Entry.comparingByKey())
                  .map(e -> e.getKey() + " " + e.getValue())
                  .collect(Collectors.joining(", ")));
    }
  }

  private void limit(LimitDiagnosis limit) {
    long held = limit.probes().stream().filter(ProbeResult::held).count();
    line(
        row(
            limit.limit().key(),
            limit.claimed().toString(),
            held + " of " + limit.probes().size(),
            limit.probes().stream().map(ProbeResult::what).collect(Collectors.joining("; "))));
    String mark = limit.overstated() ? "FAILED " : "";
    limit.probes().stream()
        .filter(p -> !p.held())
        .forEach(p -> line("    " + mark + "got through: " + p.what() + ": " + p.seen()));
    if (!limit.remedy().isEmpty()) {
      line("    > " + limit.remedy());
    }
  }

  private static String row(String limit, String card, String probes, String what) {
    return String.format(Locale.ROOT, "  %-14s %-9s %-7s %s", limit, card, probes, what);
  }
}
