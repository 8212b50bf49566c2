package org.iccm.core.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.junit.jupiter.api.Test;

class RequirementRendererTest {
  private static final List<Requirement> ONE_MODULE =
      RequirementFile.parse(
          """
          ## a.py#f
          - **functional** Returns 1.
          ## *
          - **constraint** No I/O.
          ## a.py#Box.put
          - **functional** Steps:
            1. one
            2. two
          ## a.py#f
          - **non-functional** Fast.
          ## a.py#Box
          - **functional** Holds things.
          """,
          "test");

  @Test
  void groupsByUnitWithTheWholeApplicationFirst() {
    assertThat(RequirementRenderer.render(ONE_MODULE))
        .isEqualTo(
            """
            - constraint: No I/O.

            ## f
            - Returns 1.
            - non-functional: Fast.

            ## Box.put
            - Steps:
              1. one
              2. two

            ## Box
            - Holds things.""");
  }

  @Test
  void namesThePathOnlyWhereThereAreSeveral() {
    assertThat(
            RequirementRenderer.render(
                RequirementFile.parse("## a.py#f, b.py#g\n- Same result.\n", "test")))
        .isEqualTo("## f (a.py), g (b.py)\n- Same result.");
  }

  @Test
  void leavesFreeTextAsItIs() {
    assertThat(RequirementRenderer.render(RequirementFile.parse("Count bees.\n\nFast.\n", "t")))
        .isEqualTo("Count bees.\n\nFast.");
    assertThat(RequirementRenderer.render(List.of())).isEmpty();
  }

  @Test
  void aUnitGetsWhatSpeaksOfItItsClassItsMembersAndTheWhole() {
    assertThat(select("Box"))
        .extracting(Requirement::text)
        .containsExactly("No I/O.", "Steps:\n1. one\n2. two", "Holds things.");
    assertThat(select("Box.put")).hasSize(3);
    assertThat(select("f"))
        .extracting(Requirement::text)
        .containsExactly("Returns 1.", "No I/O.", "Fast.");
    assertThat(select("Bo")).extracting(Requirement::text).containsExactly("No I/O.");
  }

  @Test
  void theWholeApplicationGetsEverything() {
    assertThat(
            RequirementRenderer.select(
                ONE_MODULE, Scope.APPLICATION, Set.of(new UnitId("a.py", "f"))))
        .isEqualTo(ONE_MODULE);
  }

  private static List<Requirement> select(String unit) {
    return RequirementRenderer.select(ONE_MODULE, Scope.UNIT, Set.of(new UnitId("a.py", unit)));
  }
}
