package org.iccm.examples.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
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
  private final Map<String, String> rows = new LinkedHashMap<>();

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
  void halfOfTheRenamedSourceIsStopped() {
    measure("gold with half the renamed source", this::goldWithHalf, false)
        .forEach((id, verdict) -> assertThat(verdict.admitted()).as(id).isFalse());
  }

  @Test
  void theVerbalisedSourceIsMeasured() {
    Function<BundledSources, String> verbalised = a -> LineVerbaliser.verbalise(stripped(a));
    Map<String, GateVerdict> free = measure("source, verbalised line by line", verbalised, false);
    Map<String, GateVerdict> budgeted = measure("the same, within the budget", verbalised, true);
    assertThat(free).hasSameSizeAs(applications);
    // prose is what an engineer must write: only its length can stop this
    assertThat(budgeted.values()).allSatisfy(v -> assertThat(v.tokens()).isPositive());
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
        "| context | admitted | token overlap | syntax overlap | stopped by |\n"
            + "|---|---|---|---|---|\n"
            + table
            + "\n");
  }

  private Map<String, GateVerdict> measure(
      String name, Function<BundledSources, String> context, boolean budgeted) {
    Map<String, GateVerdict> verdicts = new LinkedHashMap<>();
    for (BundledSources a : applications) {
      int budget =
          budgeted
              ? LeakageGate.defaultBudget(
                  a.view().sources().stream().mapToInt(f -> tokens.count(f.text())).sum())
              : Integer.MAX_VALUE;
      verdicts.put(
          a.view().id(),
          gate.judge(context.apply(a), a.view(), a.suite(), budget, false, Optional.of(python)));
    }
    rows.put(name, row(verdicts));
    return verdicts;
  }

  private static String row(Map<String, GateVerdict> verdicts) {
    long admitted = verdicts.values().stream().filter(GateVerdict::admitted).count();
    Map<String, Long> rules =
        verdicts.values().stream()
            .flatMap(v -> v.findings().stream())
            .collect(Collectors.groupingBy(GateFinding::rule, Collectors.counting()));
    return String.format(
        Locale.ROOT,
        "%d of %d | %s | %s | %s",
        admitted,
        verdicts.size(),
        range(verdicts, GateVerdict::tokenOverlap),
        range(verdicts, GateVerdict::syntaxOverlap),
        rules.isEmpty() ? "-" : new java.util.TreeMap<>(rules).toString());
  }

  private static String range(
      Map<String, GateVerdict> verdicts, Function<GateVerdict, Double> value) {
    var s = verdicts.values().stream().mapToDouble(value::apply).summaryStatistics();
    return String.format(
        Locale.ROOT, "%.3f (%.3f to %.3f)", s.getAverage(), s.getMin(), s.getMax());
  }

  private String gold(BundledSources a) {
    return RequirementRenderer.render(a.gold());
  }

  private String goldWithHalf(BundledSources a) {
    String renamed = Disguises.renamed(stripped(a));
    return gold(a) + "\n\n" + renamed.substring(renamed.length() / 2);
  }

  private String stripped(BundledSources a) {
    return Disguises.stripped(a.view().sources(), python);
  }

  private static LanguageSupport python() {
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
