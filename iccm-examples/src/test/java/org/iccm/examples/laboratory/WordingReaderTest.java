package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WordingReaderTest {
  private final List<LabProgram> programs =
      Laboratory.of(1).programs(LabSplit.PHASE1).limit(8).toList();

  private static List<Requirement> own(LabProgram program, int function, Wording wording) {
    return Requirements.complete(program, wording).stream()
        .filter(r -> r.units().contains(program.units().get(function)))
        .toList();
  }

  @Test
  @DisplayName("each of the 64 wordings is read as what it is, never as its opposite")
  void all() {
    for (Wording wording : Wording.all()) {
      WordingVotes votes = WordingVotes.NONE;
      for (LabProgram program : programs) {
        for (int f = 0; f < program.units().size(); f++) {
          votes = votes.plus(WordingReader.of(program).read(own(program, f, wording)));
        }
      }
      for (int choice = 0; choice < WordingVotes.CHOICES.size(); choice++) {
        assertThat(votes.share(choice, wording))
            .as(wording + " " + WordingVotes.CHOICES.get(choice))
            .isEqualTo(1.0);
        assertThat(votes.first().get(choice) + votes.second().get(choice))
            .isGreaterThanOrEqualTo(4);
      }
    }
  }

  @Test
  @DisplayName("half the facts in other words are half the votes; a foreign sentence has none")
  void mixed() {
    Wording other = Wording.of(Wording.GOLD.number() ^ 1);
    WordingVotes votes = WordingVotes.NONE;
    for (LabProgram program : programs) {
      List<Requirement> both = new ArrayList<>(own(program, 0, Wording.GOLD));
      both.addAll(own(program, 0, other));
      votes = votes.plus(WordingReader.of(program).read(both));
      List<Requirement> foreign =
          List.of(Requirement.builder(RequirementKind.FUNCTIONAL, "1. It does it.").build());
      assertThat(WordingReader.of(program).read(foreign)).isEqualTo(WordingVotes.NONE);
    }
    assertThat(votes.share(0, Wording.GOLD)).isEqualTo(0.5);
    assertThat(votes.share(2, Wording.GOLD)).isEqualTo(1.0);
    assertThat(WordingVotes.NONE.share(0, Wording.GOLD)).isNaN();
  }
}
