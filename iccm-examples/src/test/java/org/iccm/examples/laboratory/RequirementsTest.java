package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.iccm.api.context.Requirement;
import org.iccm.core.requirements.RequirementFile;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Test;

class RequirementsTest {
  private final Laboratory lab = Laboratory.of(2);

  @Test
  void everyWordingTellsAChangedFactFromTheFact() {
    int compared = 0;
    for (LabSplit split : List.of(LabSplit.PHASE3, LabSplit.H3)) {
      for (LabProgram p : lab.programs(split).limit(30).toList()) {
        for (FactChange change : lab.suite(p).orElseThrow().changes()) {
          if (change.what().equals("left out")) {
            continue;
          }
          for (Wording wording : Wording.all()) {
            compared++;
            assertThat(text(change.program(), change.fact(), wording))
                .as(p.rule(change.fact()) + " in " + wording)
                .isNotEqualTo(text(p, change.fact(), wording));
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(20_000);
  }

  /** Without its example: the sentence itself has to say it. */
  private static String text(LabProgram p, int fact, Wording wording) {
    return Requirements.of(p, List.of(fact), wording)
        .get(0)
        .text()
        .replaceAll(" \\(example: [^)]*\\)", "");
  }

  @Test
  void eachOfTheSixChoicesChangesTextsWhateverTheOthersAre() {
    int[] changed = new int[6];
    int programs = 0;
    for (LabProgram p : lab.drawn(LabSplit.PHASE3).limit(40).toList()) {
      programs++;
      for (int bit = 0; bit < 6; bit++) {
        boolean everywhere = true;
        for (int w = 0; w < Wording.COUNT; w++) {
          everywhere &=
              !Requirements.complete(p, Wording.of(w))
                  .equals(Requirements.complete(p, Wording.of(w ^ 1 << bit)));
        }
        changed[bit] += everywhere ? 1 : 0;
      }
    }
    for (int bit = 0; bit < 6; bit++) {
      // what has no error, no special case or no example may have one choice less
      assertThat(changed[bit]).as("choice " + bit).isGreaterThan(programs / 2);
    }
    assertThat(Wording.all())
        .doesNotHaveDuplicates()
        .allMatch(w -> Wording.of(w.number()).equals(w));
  }

  @Test
  void anySubsetIsWrittenOneRequirementAFact() {
    Random random = new Random(3);
    for (LabProgram p : lab.drawn(LabSplit.PHASE3).limit(60).toList()) {
      List<Integer> some =
          IntStream.range(0, p.facts().size()).filter(i -> random.nextBoolean()).boxed().toList();
      Wording wording = Wording.of(random.nextInt(64));
      List<Requirement> written = Requirements.of(p, some, wording);
      assertThat(written).hasSameSizeAs(some);
      Map<Integer, FactReading.State> states = FactReader.of(p).read(written).facts();
      for (Fact f : p.facts()) {
        assertThat(states.get(f.index()))
            .as(f + " of " + written)
            .isEqualTo(
                some.contains(f.index()) ? FactReading.State.RIGHT : FactReading.State.MISSING);
      }
      if (!some.isEmpty()) {
        assertThat(RequirementFile.parse(RequirementFile.write(written), "f")).isEqualTo(written);
      }
    }
    LabProgram p = lab.drawn(LabSplit.PHASE3).findFirst().orElseThrow();
    assertThatThrownBy(() -> Requirements.of(p, List.of(99), Wording.GOLD))
        .hasMessageContaining("99");
  }

  @Test
  void shapesExamplesAndStepsAreSaidWhereTheWordingSaysSo() {
    for (LabProgram p : lab.drawn(LabSplit.PHASE3).limit(60).toList()) {
      for (Wording w : Wording.all()) {
        List<String> texts = Requirements.complete(p, w).stream().map(Requirement::text).toList();
        String all = String.join("\n", texts);
        assertThat(all.contains("(an int)")).as(all).isEqualTo(w.shapes());
        assertThat(texts.get(0).startsWith("1. ")).isEqualTo(w.form() == Wording.Form.STEP);
        assertThat(all.matches("(?s).*\\bn\\b.*"))
            .isEqualTo(w.reference() == Wording.Reference.SYMBOL);
        assertThat(w.examples() || !all.contains("example")).isTrue();
      }
    }
  }

  @Test
  void whatCetDWritesIsReadBackAsItWas() {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K)) {
      RequirementFormat format = RequirementFormat.of(tokenizer, T5Size.LAB.config());
      Set<String> seen = new HashSet<>();
      Map<Integer, Integer> lengths = new HashMap<>();
      for (LabProgram p : lab.drawn(LabSplit.PHASE1).limit(25).toList()) {
        for (TrainingPair pair : Mixture.FROZEN.pairs(p, 1, 0)) {
          int[] ids = format.target(pair.requirements(), 512);
          assertThat(format.requirements(ids, true, pair.chunk().units()))
              .isEqualTo(pair.requirements());
          assertThat(format.fits(pair.chunk(), 512)).as(pair.chunk().text()).isTrue();
          lengths.merge(ids.length / 50, 1, Integer::sum);
          seen.add(pair.chunk().text());
        }
      }
      assertThat(seen).hasSizeGreaterThanOrEqualTo(25);
      assertThat(new ArrayList<>(lengths.keySet())).allMatch(l -> l < 10);
    }
  }
}
