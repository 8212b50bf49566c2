package org.iccm.examples.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.plugin.LanguageSupportProvider;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.core.gate.LeakageGate;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the gate admits and what it stops, over all bundled applications. The table that it leaves
 * under {@code target} is the one in {@code docs/results/gate.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateCalibrationTest {
  private final Cl100kTokenCounter tokens = new Cl100kTokenCounter();
  private final LeakageGate gate = new LeakageGate(tokens);
  private final LanguageSupport python = python();
  private final List<BundledSources> applications = BundledSources.all();
  private final Map<String, String> rows = new TreeMap<>();

  @Test
  void goldIsAdmittedForEveryApplication() {
    measure("gold", this::gold, true)
        .forEach((id, verdict) -> assertThat(verdict.findings()).as(id).isEmpty());
  }

  @Test
  void theSourceIsStoppedInEveryDisguiseEvenWithoutABudget() {
    Map<String, Function<BundledSources, String>> disguises = new LinkedHashMap<>();
    disguises.put("source, verbatim", BundledSources::source);
    disguises.put("source, no comments", this::stripped);
    disguises.put("source, renamed", a -> Disguises.renamed(stripped(a)));
    disguises.put("source, reformatted", a -> Disguises.reformatted(stripped(a)));
    disguises.put(
        "source, renamed and reformatted",
        a -> Disguises.reformatted(Disguises.renamed(stripped(a))));
    disguises.put(
        "source, renamed, a list item a line",
        a -> Disguises.asSteps(Disguises.renamed(stripped(a))));
    disguises.put(
        "gold with the renamed source behind it",
        a -> gold(a) + "\n\n" + Disguises.renamed(stripped(a)));
    disguises.forEach(
        (name, disguise) ->
            measure(name, disguise, false)
                .forEach((id, v) -> assertThat(v.admitted()).as(name + " of " + id).isFalse()));
  }

  @Test
  void aPartOfTheRenamedSourceIsStoppedBehindGold() {
    measure("gold with half the renamed source", a -> goldWithPart(a, 2), false)
        .forEach((id, verdict) -> assertThat(verdict.admitted()).as(id).isFalse());
    measure("gold with a quarter of the renamed source", a -> goldWithPart(a, 4), false)
        .forEach((id, verdict) -> assertThat(verdict.admitted()).as(id).isFalse());
    // too little to rebuild anything from: measured, not promised
    measure("gold with a tenth of the renamed source", a -> goldWithPart(a, 10), false);
  }

  @Test
  void testsWithTheirValuesAreStopped() {
    measure("gold with the tests' assertions as examples", this::goldWithExamples, false)
        .forEach((id, verdict) -> assertThat(verdict.admitted()).as(id).isFalse());
    int examples = 0;
    int stopped = 0;
    for (BundledSources a : applications) {
      for (String example : a.examples()) {
        examples++;
        GateVerdict v =
            gate.judge(example, a.view(), a.suite(), Integer.MAX_VALUE, false, Optional.empty());
        stopped += v.findings().stream().anyMatch(f -> f.rule().equals("test-values")) ? 1 : 0;
      }
    }
    rows.put(
        "one assertion alone, as an example in words",
        String.format(
            Locale.ROOT,
            "%d of %d | | | | {test-values=%d}",
            examples - stopped,
            examples,
            stopped));
    // the rest are values too small or too common to tell a copy from a rule
    assertThat((double) stopped / examples).isGreaterThan(0.5);
  }

  @Test
  void theVerbalisedSourceIsMeasured() {
    Function<BundledSources, String> verbalised = a -> LineVerbaliser.verbalise(stripped(a));
    Map<String, GateVerdict> free = measure("source, verbalised line by line", verbalised, false);
    Map<String, GateVerdict> budgeted =
        measure("source, verbalised line by line, against the budget", verbalised, true);
    assertThat(free).hasSameSizeAs(applications);
    // prose is what an engineer must write: only its length can stop this
    assertThat(budgeted.values()).allSatisfy(v -> assertThat(v.tokens()).isPositive());
  }

  @Test
  void whatFitsOfTheVerbalisedSourceIsMeasured() {
    Map<String, GateVerdict> cut =
        measure("source, verbalised line by line, cut to the budget", this::cutToBudget, true);
    double lines =
        applications.stream()
            .mapToDouble(
                a ->
                    (double) cutToBudget(a).lines().count()
                        / LineVerbaliser.verbalise(stripped(a)).lines().count())
            .average()
            .orElseThrow();
    rows.put(
        "source, verbalised line by line, cut: lines kept",
        String.format(Locale.ROOT, "%.0f %% | | | | ", 100 * lines));
    assertThat(cut.values()).noneMatch(v -> v.tokens() > v.budgetTokens());
  }

  @Test
  void requirementsOfAnotherApplicationShareNothingWithThisOnes() {
    int judged = 0;
    int stopped = 0;
    for (BundledSources a : applications) {
      for (int step = 1; step <= 3; step++) {
        BundledSources other =
            applications.get((applications.indexOf(a) + step) % applications.size());
        if (a != other) {
          judged++;
          GateVerdict v =
              gate.judge(
                  gold(other), a.view(), a.suite(), Integer.MAX_VALUE, false, Optional.of(python));
          stopped += v.admitted() ? 0 : 1;
        }
      }
    }
    rows.put(
        "another application's gold",
        String.format(Locale.ROOT, "%d of %d | | | | - ", judged - stopped, judged));
    assertThat(stopped).isZero();
  }

  @AfterAll
  void publish() throws IOException {
    String table =
        rows.entrySet().stream()
            .map(e -> "| " + e.getKey() + " | " + e.getValue() + " |")
            .collect(Collectors.joining("\n"));
    Files.createDirectories(Path.of("target"));
    Files.writeString(
        Path.of("target", "gate.md"),
        "| context | admitted | token overlap | syntax overlap | length / budget | stopped by |\n"
            + "|---|---|---|---|---|---|\n"
            + table
            + "\n");
  }

  private Map<String, GateVerdict> measure(
      String name, Function<BundledSources, String> context, boolean budgeted) {
    Map<String, GateVerdict> verdicts = new LinkedHashMap<>();
    List<Double> lengths = new ArrayList<>();
    for (BundledSources a : applications) {
      int budget = budget(a);
      int allowed = budgeted ? budget : Integer.MAX_VALUE;
      GateVerdict verdict =
          gate.judge(context.apply(a), a.view(), a.suite(), allowed, false, Optional.of(python));
      verdicts.put(a.view().id(), verdict);
      lengths.add((double) verdict.tokens() / budget);
    }
    rows.put(name, row(verdicts, lengths));
    return verdicts;
  }

  private static String row(Map<String, GateVerdict> verdicts, List<Double> lengths) {
    long admitted = verdicts.values().stream().filter(GateVerdict::admitted).count();
    Map<String, Long> rules =
        verdicts.values().stream()
            .flatMap(v -> v.findings().stream())
            .collect(Collectors.groupingBy(GateFinding::rule, Collectors.counting()));
    return String.format(
        Locale.ROOT,
        "%d of %d | %s | %s | %s | %s",
        admitted,
        verdicts.size(),
        range(verdicts.values().stream().map(GateVerdict::tokenOverlap)),
        range(verdicts.values().stream().map(GateVerdict::syntaxOverlap)),
        range(lengths.stream()),
        rules.isEmpty() ? "-" : new TreeMap<>(rules).toString());
  }

  private static String range(Stream<Double> values) {
    var s = values.mapToDouble(Double::doubleValue).summaryStatistics();
    return String.format(
        Locale.ROOT, "%.3f (%.3f to %.3f)", s.getAverage(), s.getMin(), s.getMax());
  }

  private String gold(BundledSources a) {
    return RequirementRenderer.render(a.gold());
  }

  private String cutToBudget(BundledSources a) {
    int budget = budget(a);
    StringBuilder kept = new StringBuilder();
    for (String line : LineVerbaliser.verbalise(stripped(a)).split("\n")) {
      if (tokens.count(kept + line + "\n") > budget) {
        break;
      }
      kept.append(line).append('\n');
    }
    return kept.toString();
  }

  private int budget(BundledSources a) {
    return LeakageGate.defaultBudget(
        a.view().sources().stream().mapToInt(f -> tokens.count(f.text())).sum());
  }

  private String goldWithPart(BundledSources a, int share) {
    String renamed = Disguises.renamed(stripped(a));
    return gold(a) + "\n\n" + renamed.substring(renamed.length() - renamed.length() / share);
  }

  private String goldWithExamples(BundledSources a) {
    return gold(a) + "\n\n" + String.join("\n", a.examples());
  }

  private String stripped(BundledSources a) {
    return Disguises.stripped(a.view().sources(), python);
  }

  static LanguageSupport python() {
    // all that this provider asks for is a place for its native library
    ProviderContext context =
        (ProviderContext)
            Proxy.newProxyInstance(
                ProviderContext.class.getClassLoader(),
                new Class<?>[] {ProviderContext.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("cacheDirectory");
                  return Path.of("target", "gate-cache").toAbsolutePath();
                });
    return ServiceLoader.load(LanguageSupportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals("python"))
        .findFirst()
        .orElseThrow()
        .create(null, context);
  }
}
