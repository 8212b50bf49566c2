package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.iccm.api.rollout.GivenContext;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which requirements go with which unit. */
class PortionTest {
  private static final Requirement ALL = UnitLab.about("Nothing but whole numbers.");
  private static final Requirement ROOM = UnitLab.about("Seven jars a board.", UnitLab.ROOM);
  private static final Requirement TWO =
      UnitLab.about("Both take jars.", UnitLab.ROOM, UnitLab.LABEL);
  private static final Requirement LABEL = UnitLab.about("Four letters.", UnitLab.LABEL);

  @TempDir Path directory;

  private static Target target(UnitId unit) {
    return new Target(SampleApplication.application(), Target.UnitTask.refused(unit, ""));
  }

  @Test
  void aUnitGetsWhatSpeaksOfItAndWhatSpeaksOfAll() {
    Portion room = Portion.of(List.of(ALL, ROOM, TWO, LABEL), target(UnitLab.ROOM));
    assertThat(room.given()).containsExactly(0, 1, 2);
    assertThat(room.speaking()).containsExactly(1, 2);
    assertThat(room.text()).contains("whole numbers", "Seven", "Both").doesNotContain("Four");
  }

  @Test
  void classAndMembersSpeakOfEachOther() {
    UnitId type = new UnitId("a.py", "Shelf");
    UnitId method = new UnitId("a.py", "Shelf.add");
    UnitId namesake = new UnitId("b.py", "Shelf.add");
    List<Requirement> all =
        List.of(
            UnitLab.about("Of the class.", type),
            UnitLab.about("Of the method.", method),
            UnitLab.about("Of another file.", namesake),
            UnitLab.about("Of another method.", new UnitId("a.py", "Shelf.drop")));
    assertThat(Portion.of(all, target(method)).speaking()).containsExactly(0, 1);
    assertThat(Portion.of(all, target(type)).speaking()).containsExactly(0, 1, 3);
  }

  @Test
  void whereNoneSpeaksOfItTheWholeContextIsGiven() {
    Portion oldest = Portion.of(List.of(ALL, ROOM, LABEL), target(UnitLab.OLDEST));
    assertThat(oldest.given()).containsExactly(0, 1, 2);
    assertThat(oldest.speaking()).isEmpty();
    assertThat(oldest.text()).contains("whole numbers", "Seven", "Four");
  }

  @Test
  void leavingOneOutNeverAddsOthers() {
    List<Requirement> all = List.of(ROOM, LABEL);
    Portion room = Portion.of(all, target(UnitLab.ROOM)).without(all, 0);
    assertThat(room.given()).isEmpty();
    assertThat(room.speaking()).isEmpty();
    assertThat(room.text()).isEmpty();
    Portion whole =
        Portion.of(all, new Target(SampleApplication.application(), null)).without(all, 1);
    assertThat(whole.given()).containsExactly(0).isEqualTo(whole.speaking());
  }

  @Test
  void aCopiedUnitIsRefusedThoughTheWholeContextPasses() {
    String copied = "def room(jars, boards): if boards < 1: return -1 return boards * 7 - 2 - jars";
    Requirement copy = UnitLab.about(copied, UnitLab.ROOM);
    Requirement prose =
        UnitLab.about(
            "Labels begin with up to four letters of the fruit's name in capitals. A dash comes"
                + " next. After it the year is told by its last two digits, a one-digit remainder"
                + " without a leading zero. Whoever asks for a label without naming any fruit is"
                + " refused with a ValueError. Names that are shorter than four letters stay whole,"
                + " and nothing is padded. Years are whole numbers, never texts, and earlier"
                + " centuries look like this one. Spaces count as letters. Digits in a name stay"
                + " where they are. Accents stay too. The same fruit in the same year always has"
                + " the same label, however often one asks, and asking changes nothing at all."
                + " Fruits are told in the singular. Mixed jams are named by their first fruit."
                + " Jars without a known year are labelled by the year they were found in. Old"
                + " labels are kept when a jar is filled again, and only then. Whoever reads a"
                + " label aloud says the letters one by one, then the dash, then the two digits"
                + " as one number.",
            UnitLab.LABEL);
    RolloutRequest request =
        RolloutRequest.builder("run-1", List.of(SampleApplication.application()), List.of())
            .contextBudget(600)
            .scope(Scope.UNIT)
            .contexts(
                List.of(GivenContext.of(SampleApplication.ID, "a", UnitLab.context(prose, copy))))
            .build();
    var model = UnitLab.model(Map.of());
    try (Iccm iccm = new UnitLab(directory).open(model, UnitLab.runner().build())) {
      List<Rollout> all = Lab.finish(iccm, request);
      assertThat(all).hasSize(2);
      for (Rollout r : all) {
        boolean room = r.units().contains(UnitLab.ROOM);
        assertThat(r.outcome())
            .as(r.detail())
            .isEqualTo(room ? RolloutOutcome.CONTEXT_REJECTED : RolloutOutcome.COMPLETED);
        assertThat(r.gate().orElseThrow().admitted()).isEqualTo(!room);
      }
      assertThat(model.calls()).isEqualTo(1);
    }
  }
}
