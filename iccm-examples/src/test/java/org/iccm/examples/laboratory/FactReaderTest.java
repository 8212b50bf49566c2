package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.junit.jupiter.api.Test;

class FactReaderTest {
  private final Laboratory lab = Laboratory.of(3);

  @Test
  void allFactsInAllWordingsAreReadAsRight() {
    for (LabSplit split : List.of(LabSplit.PHASE3, LabSplit.H1, LabSplit.H3)) {
      for (LabProgram p : lab.drawn(split).limit(10).toList()) {
        FactReader reader = FactReader.of(p);
        for (Wording w : Wording.all()) {
          FactReading reading = reader.read(Requirements.complete(p, w));
          assertThat(reading.factsRight()).as(p + " " + w).isEqualTo(1);
          assertThat(reading.stated()).isEqualTo(p.facts().size());
          assertThat(reading.constantsRightShare()).isEqualTo(1);
          assertThat(reading.facts().values()).containsOnly(FactReading.State.RIGHT);
        }
      }
    }
  }

  @Test
  void aWrongDigitMakesAFactAndAConstantWrong() {
    Pattern number = Pattern.compile("(?<=[ =`])(\\d{2,})(?=[ ,.`]|$)");
    int spoilt = 0;
    for (LabProgram p : lab.drawn(LabSplit.PHASE3).limit(30).toList()) {
      List<Requirement> all = Requirements.complete(p, Wording.of(0));
      for (int i = 0; i < all.size(); i++) {
        var found = number.matcher(all.get(i).text());
        if (!found.find()) {
          continue;
        }
        spoilt++;
        String other = found.group().startsWith("9") ? "1" : "9";
        List<Requirement> wrong = new ArrayList<>(all);
        wrong.set(
            i,
            Requirement.builder(
                    RequirementKind.FUNCTIONAL,
                    new StringBuilder(all.get(i).text())
                        .replace(found.start(), found.start() + 1, other)
                        .toString())
                .units(all.get(i).units())
                .build());
        FactReading reading = FactReader.of(p).read(wrong);
        FactReading before = FactReader.of(p).read(all);
        assertThat(reading.right()).as(wrong.get(i).text()).isEqualTo(all.size() - 1);
        assertThat(reading.stated()).isEqualTo(all.size());
        assertThat(reading.constants()).isEqualTo(before.constants());
        assertThat(reading.constantsRight()).isEqualTo(before.constantsRight() - 1);
        assertThat(reading.facts().values())
            .containsOnlyOnce(FactReading.State.WRONG)
            .doesNotContain(FactReading.State.MISSING);
      }
    }
    assertThat(spoilt).isGreaterThan(60);
  }

  @Test
  void aChangedRuleIsWrongInEveryWording() {
    int wrong = 0;
    for (LabProgram p : lab.programs(LabSplit.PHASE3).limit(20).toList()) {
      FactReader reader = FactReader.of(p);
      for (FactChange change : lab.suite(p).orElseThrow().changes()) {
        if (change.what().equals("left out")) {
          continue;
        }
        for (int w = 0; w < Wording.COUNT; w += 7) {
          FactReading reading =
              reader.read(Requirements.of(change.program(), List.of(change.fact()), Wording.of(w)));
          wrong++;
          assertThat(reading.right()).as(p + " " + change).isZero();
          assertThat(reading.stated()).isEqualTo(1);
        }
      }
    }
    assertThat(wrong).isGreaterThan(1_000);
  }

  @Test
  void whatIsNoFactCountsAgainstTheTextAndWhatIsToldTwiceCountsOnce() {
    LabProgram p = lab.drawn(LabSplit.PHASE3).findFirst().orElseThrow();
    FactReader reader = FactReader.of(p);
    List<Requirement> all = new ArrayList<>(Requirements.complete(p, Wording.GOLD));
    all.addAll(Requirements.complete(p, Wording.of(63)));
    assertThat(reader.read(all).stated()).isEqualTo(p.facts().size());
    all.add(
        Requirement.builder(RequirementKind.FUNCTIONAL, "Swap 77 red lamps every 5 nights.")
            .build());
    FactReading reading = reader.read(all);
    assertThat(reading.stated()).isEqualTo(p.facts().size() + 1);
    assertThat(reading.right()).isEqualTo(p.facts().size());
    FactReading none = reader.read(List.of());
    assertThat(none.stated()).isZero();
    assertThat(none.facts().values()).containsOnly(FactReading.State.MISSING);
    assertThat(reading.plus(reading).stated()).isEqualTo(2 * reading.stated());
  }
}
