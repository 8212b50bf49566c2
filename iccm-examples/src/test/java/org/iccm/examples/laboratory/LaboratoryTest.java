package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iccm.api.application.Application;
import org.iccm.api.application.Split;
import org.iccm.core.requirements.RequirementFile;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.junit.jupiter.api.Test;

class LaboratoryTest {
  private final Laboratory lab = Laboratory.of(1);

  /** The whole stream once: what is drawn, and what the hold-outs are held apart by. */
  @Test
  void fiftyThousandProgramsAreDistinctAndNoSplitHasAnothersOnes() {
    Set<String> digests = new HashSet<>();
    Set<String> names = new HashSet<>();
    Set<String> combinations = new HashSet<>();
    Map<FactKind, Set<String>> constants = new HashMap<>();
    lab.programs(LabSplit.PHASE1)
        .limit(LabSplit.PHASE1.size())
        .forEach(
            p -> {
              assertThat(digests.add(p.digest())).as(p.toString()).isTrue();
              combinations.add(p.combination());
              for (LabFunction f : p.functions()) {
                names.addAll(Arrays.asList(f.name().split("_")));
                names.addAll(f.parameters());
              }
              for (Fact fact : p.facts()) {
                constants
                    .computeIfAbsent(fact.kind(), k -> new HashSet<>())
                    .addAll(fact.constants());
              }
            });
    assertThat(digests).hasSize(50_000);
    assertThat(names).hasSizeGreaterThanOrEqualTo(2_000);
    Set<String> all =
        constants.values().stream().flatMap(Collection::stream).collect(Collectors.toSet());
    assertThat(all.stream().filter(c -> c.matches("-?\\d+"))).hasSizeGreaterThan(200);
    for (FactKind kind : List.of(FactKind.SCALE, FactKind.BAND, FactKind.CLAMP)) {
      assertThat(constants.get(kind)).as(kind.name()).hasSizeGreaterThan(200);
    }

    Set<String> known = all.stream().flatMap(LaboratoryTest::parts).collect(Collectors.toSet());
    int others = 0;
    for (LabSplit split : EnumSet.complementOf(EnumSet.of(LabSplit.PHASE1))) {
      for (LabProgram p : lab.drawn(split).limit(2_000).toList()) {
        others++;
        assertThat(digests.add(p.digest())).as(split + " " + p).isTrue();
        boolean unseen = split == LabSplit.H2 || split == LabSplit.VALIDATION;
        if (unseen || split == LabSplit.H3) {
          assertThat(combinations).doesNotContain(p.combination());
        }
        if (split == LabSplit.H1) {
          assertThat(known).as(p.toString()).doesNotContainAnyElementsOf(parts(p).toList());
        }
      }
    }
    assertThat(others).isEqualTo(10_000);
  }

  private static Stream<String> parts(LabProgram p) {
    return p.facts().stream().flatMap(f -> f.constants().stream()).flatMap(LaboratoryTest::parts);
  }

  /** A constant's words and its numbers of two digits or more. */
  private static Stream<String> parts(String constant) {
    return Pattern.compile("[a-z]+|\\d{2,}").matcher(constant).results().map(MatchResult::group);
  }

  @Test
  void programsHaveFiveToEightFactsOfTenKindsWithOneOrTwoRedundant() {
    Set<FactKind> kinds = EnumSet.noneOf(FactKind.class);
    Set<Family> families = EnumSet.noneOf(Family.class);
    int modules = 0;
    for (LabSplit split : LabSplit.values()) {
      for (LabProgram p : lab.drawn(split).limit(300).toList()) {
        List<Fact> facts = p.facts();
        assertThat(facts).as(p.toString()).hasSizeBetween(5, 8);
        assertThat(facts.stream().filter(Fact::redundant)).hasSizeBetween(1, 2);
        facts.forEach(f -> kinds.add(f.kind()));
        families.add(p.family());
        modules += p.units().size() == 2 ? 1 : 0;
        assertThat(Family.UNSEEN.contains(p.family())).isEqualTo(split == LabSplit.H3);
      }
    }
    assertThat(kinds).hasSize(10);
    assertThat(families).hasSize(8);
    assertThat(modules).isBetween(300, 600);
  }

  @Test
  void aSeedGivesTheSameProgramsSuitesAndTextsEachTime() {
    for (LabSplit split : LabSplit.values()) {
      List<String> some = texts(Laboratory.of(7), split);
      assertThat(texts(Laboratory.of(7), split)).isEqualTo(some);
      assertThat(texts(Laboratory.of(8), split)).doesNotContainAnyElementsOf(some);
    }
  }

  private static List<String> texts(Laboratory lab, LabSplit split) {
    return lab.programs(split)
        .limit(4)
        .map(
            p ->
                p.source(Build.STATEMENTS).text()
                    + p.source(Build.EXPRESSIONS).text()
                    + lab.suite(p).map(s -> s.suite("x").digest())
                    + RequirementRenderer.render(Requirements.complete(p, Wording.of(63))))
        .toList();
  }

  @Test
  void aProgramBecomesAnApplicationWithGoldWithinItsBudget() {
    Cl100kTokenCounter tokens = new Cl100kTokenCounter();
    for (LabProgram p : lab.programs(LabSplit.H2).limit(20).toList()) {
      LabSuite suite = lab.suite(p).orElseThrow();
      Application app = lab.application(p, suite, LabSplit.H2, Build.STATEMENTS, tokens);
      assertThat(app.split()).isEqualTo(Split.HOLDOUT);
      assertThat(app.id()).matches("lab-h2-[0-9a-f]{12}-s");
      var gold = app.gold().orElseThrow().requirements();
      int complete =
          tokens.count(RequirementRenderer.render(Requirements.complete(p, Wording.GOLD)));
      assertThat(tokens.count(RequirementRenderer.render(gold)))
          .isLessThanOrEqualTo(Laboratory.budget(p, tokens));
      assertThat(Laboratory.budget(p, tokens)).isEqualTo((int) (0.7 * complete));
      assertThat(gold).isNotEmpty().hasSizeLessThan(p.facts().size());
      assertThat(RequirementFile.parse(RequirementFile.write(gold), "gold")).isEqualTo(gold);
      assertThat(FactReader.of(p).read(gold).factsRight()).isEqualTo(1);
      Application other = lab.application(p, suite, LabSplit.H2, Build.EXPRESSIONS, tokens);
      assertThat(other.view().sources()).isNotEqualTo(app.view().sources());
      assertThat(other.suite().files()).isEqualTo(app.suite().files());
    }
    LabProgram training = lab.programs(LabSplit.PHASE3).findFirst().orElseThrow();
    assertThat(
            lab.application(
                    training,
                    lab.suite(training).orElseThrow(),
                    LabSplit.PHASE3,
                    Build.STATEMENTS,
                    tokens)
                .split())
        .isEqualTo(Split.TRAIN);
  }

  @Test
  void namesAreWordsThatTheSourceUsesForNothingElse() {
    List<String> words = Vocabulary.load();
    assertThat(words).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(2_000);
    assertThat(words).allMatch(w -> w.matches("[a-z]{2,}"));
    Set<String> ours =
        lab.drawn(LabSplit.PHASE3)
            .limit(400)
            .flatMap(p -> Arrays.stream(Build.values()).map(b -> bare(p, b)))
            .flatMap(text -> Arrays.stream(text.split("[^A-Za-z_]+")))
            .collect(Collectors.toSet());
    assertThat(ours).contains("enumerate", "found", "def");
    assertThat(words).doesNotContainAnyElementsOf(ours);
  }

  /** A source without its own names and texts. */
  private static String bare(LabProgram p, Build build) {
    String text = p.source(build).text().replaceAll("f?\"[^\"]*\"", "");
    for (LabFunction f : p.functions()) {
      Set<String> names = new HashSet<>(f.parameters());
      names.addAll(List.of(f.name(), f.extra(), f.total()));
      for (String name : names) {
        text = text.replaceAll("\\b" + name + "\\b", "");
      }
    }
    return text;
  }
}
