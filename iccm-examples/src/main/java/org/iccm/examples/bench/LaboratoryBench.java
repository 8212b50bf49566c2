package org.iccm.examples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.gate.LeakageGate;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.examples.laboratory.Build;
import org.iccm.examples.laboratory.Fact;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.LabSuite;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Mixture;
import org.iccm.examples.laboratory.OrderedOverlap;
import org.iccm.examples.laboratory.Requirements;
import org.iccm.examples.laboratory.TrainingPair;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * What the laboratory is made of: programs by split, family and kind, tests, lengths, what the gate
 * says, overlap of gold with source. Arguments: programs of phase 1 (default 50000), programs of
 * each other split (default all), seed (default 1).
 */
final class LaboratoryBench implements Bench.Measurement {
  /** The most programs whose texts are measured in all wordings. */
  private static final int CLOSELY = 60;

  private final TokenCounter tokens = new Cl100kTokenCounter();
  private final BenchResult result = new BenchResult();
  private final Set<String> digests = new HashSet<>();
  private final Map<String, Integer> families = new TreeMap<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Set<String> constants = new HashSet<>();
  private long duplicates;

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    int many = args.isEmpty() ? LabSplit.PHASE1.size() : Integer.parseInt(args.get(0));
    int most = args.size() < 2 ? Integer.MAX_VALUE : Integer.parseInt(args.get(1));
    Laboratory lab = Laboratory.of(args.size() < 3 ? 1 : Long.parseLong(args.get(2)));
    for (LabSplit split : LabSplit.values()) {
      int n = split == LabSplit.PHASE1 ? many : Math.min(most, split.size());
      split(lab, split, n);
    }
    result.row("families of phase 1", families);
    result.row("kinds of phase 1", kinds);
    result.row(
        "constants of phase 1",
        Map.of(
            "numbers",
            constants.stream().filter(c -> c.matches("\\d+")).count(),
            "texts",
            constants.stream().filter(c -> !c.matches("\\d+")).count()));
    lengths(lab, Math.min(many, 3_000));
    wordings(lab, Math.min(most, CLOSELY));
    try (Iccm iccm =
        Iccm.builder().workDirectory(Bench.temporaryDirectory().resolve("iccm")).build()) {
      gate(lab, Math.min(most, LabSplit.H2.size()), iccm.language("python"));
    }
    result.ratio("duplicates", (double) duplicates);
    return duplicates == 0 ? result : result.failed(duplicates + " programs are there twice");
  }

  private void split(Laboratory lab, LabSplit split, int n) {
    long begin = System.nanoTime();
    int[] count = new int[4];
    lab.programs(split)
        .limit(n)
        .forEach(
            p -> {
              duplicates += digests.add(p.digest()) ? 0 : 1;
              count[0]++;
              count[1] += p.facts().size();
              count[2] += p.units().size() - 1;
              count[3] += (int) p.facts().stream().filter(Fact::redundant).count();
              if (split == LabSplit.PHASE1) {
                families.merge(p.family().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
                for (Fact fact : p.facts()) {
                  kinds.merge(fact.kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
                  constants.addAll(fact.constants());
                }
              }
            });
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("programs", count[0]);
    row.put("facts", count[1] / (double) count[0]);
    row.put("redundant", count[3] / (double) count[0]);
    row.put("modules", count[2] / (double) count[0]);
    suites(lab, split, Math.min(n, 100), row);
    row.put("seconds", seconds);
    result.row(split.name().toLowerCase(Locale.ROOT), row);
  }

  /** Of phase 1 how many have a suite at all; of the others all have. */
  private static void suites(Laboratory lab, LabSplit split, int n, Map<String, Object> row) {
    int with = 0;
    int tests = 0;
    for (LabProgram p : lab.programs(split).limit(n).toList()) {
      Optional<LabSuite> suite = lab.suite(p);
      with += suite.isPresent() ? 1 : 0;
      tests += suite.map(LabSuite::size).orElse(0);
    }
    row.put("withSuite", with / (double) n);
    row.put("tests", tests / (double) with);
  }

  /** In tokens of the tokenizer of CET-D's size LAB. */
  private void lengths(Laboratory lab, int programs) {
    List<Integer> sources = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    List<Integer> complete = new ArrayList<>();
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K)) {
      RequirementFormat format = RequirementFormat.of(tokenizer, T5Size.LAB.config());
      for (LabProgram p : lab.programs(LabSplit.PHASE1).limit(programs).toList()) {
        for (TrainingPair pair : Mixture.FROZEN.pairs(p, 1, 0)) {
          sources.add(format.source(pair.chunk(), 4_096).length);
          targets.add(format.target(pair.requirements(), 4_096).length);
        }
        for (TrainingPair pair : Mixture.COMPLETE.pairs(p, 1, 0)) {
          complete.add(format.target(pair.requirements(), 4_096).length);
        }
      }
    }
    result.row("cet-d tokens, source", quantiles(sources));
    result.row("cet-d tokens, target", quantiles(targets));
    result.row("cet-d tokens, complete", quantiles(complete));
  }

  /** Complete renderings in the gate's tokens, by what is chosen in each dimension. */
  private void wordings(Laboratory lab, int programs) {
    long[] sums = new long[Wording.COUNT];
    long budget = 0;
    long source = 0;
    for (LabProgram p : lab.programs(LabSplit.H2).limit(programs).toList()) {
      for (Wording w : Wording.all()) {
        sums[w.number()] += size(Requirements.complete(p, w));
      }
      budget += Laboratory.budget(p, tokens);
      source += tokens.count(p.source(Build.STATEMENTS).text());
    }
    List<String> names = List.of("idiom", "form", "reference", "shapes", "sequence", "examples");
    for (int bit = 0; bit < names.size(); bit++) {
      double[] mean = new double[2];
      for (int w = 0; w < Wording.COUNT; w++) {
        mean[w >> bit & 1] += sums[w] / (Wording.COUNT / 2.0) / programs;
      }
      result.row("wording, " + names.get(bit), Map.of("first", mean[0], "second", mean[1]));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("source", source / (double) programs);
    row.put("gold's wording", sums[Wording.GOLD.number()] / (double) programs);
    row.put("shortest", Arrays.stream(sums).min().orElseThrow() / (double) programs);
    row.put("longest", Arrays.stream(sums).max().orElseThrow() / (double) programs);
    row.put("budget", budget / (double) programs);
    result.row("gate tokens", row);
  }

  private void gate(Laboratory lab, int programs, Optional<LanguageSupport> python) {
    LeakageGate gate = new LeakageGate(tokens);
    List<OrderedOverlap> overlaps = new ArrayList<>();
    Map<String, Integer> gold = new TreeMap<>();
    Map<String, Integer> complete = new TreeMap<>();
    double facts = 0;
    int n = 0;
    for (LabProgram p : lab.programs(LabSplit.H2).limit(programs).toList()) {
      LabSuite suite = lab.suite(p).orElseThrow();
      Application app = lab.application(p, suite, LabSplit.H2, Build.STATEMENTS, tokens);
      List<Requirement> written = app.gold().orElseThrow().requirements();
      String text = RequirementRenderer.render(written);
      facts += written.size() / (double) p.facts().size();
      overlaps.add(OrderedOverlap.of(text, app.view().sources().get(0).text()));
      count(gate.judge(text, app.view(), app.suite(), budget(p), false, python), gold);
      if (n++ < CLOSELY) {
        for (Wording w : Wording.all()) {
          String all = RequirementRenderer.render(Requirements.complete(p, w));
          count(
              gate.judge(all, app.view(), app.suite(), Integer.MAX_VALUE, false, python), complete);
        }
      }
    }
    gold.put("contexts", n);
    complete.put("contexts", Math.min(n, CLOSELY) * Wording.COUNT);
    result.row("gate, gold", gold);
    result.row("gate, all wordings", complete);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("facts kept", facts / n);
    row.put("mean", overlaps.stream().mapToDouble(OrderedOverlap::ofSource).average().orElse(0));
    row.put("limit", OrderedOverlap.limit(overlaps));
    result.row("overlap of gold", row);
  }

  private int budget(LabProgram p) {
    return Laboratory.budget(p, tokens);
  }

  private static void count(GateVerdict verdict, Map<String, Integer> counts) {
    counts.merge("admitted", verdict.admitted() ? 1 : 0, Integer::sum);
    for (GateFinding finding : verdict.findings()) {
      counts.merge(finding.rule(), 1, Integer::sum);
    }
  }

  private int size(List<Requirement> requirements) {
    return tokens.count(RequirementRenderer.render(requirements));
  }

  private static Map<String, Object> quantiles(List<Integer> values) {
    List<Integer> sorted = values.stream().sorted().toList();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("mean", values.stream().mapToInt(Integer::intValue).average().orElse(0));
    row.put("p50", sorted.get(sorted.size() / 2));
    row.put("p95", sorted.get((int) (0.95 * (sorted.size() - 1))));
    row.put("most", sorted.get(sorted.size() - 1));
    return row;
  }
}
