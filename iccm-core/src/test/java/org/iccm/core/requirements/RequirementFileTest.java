package org.iccm.core.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementFileTest {
  private static List<Requirement> parse(String text) {
    return RequirementFile.parse(text, "gold.md");
  }

  private static Requirement r(RequirementKind kind, String text, String... units) {
    Set<UnitId> ids = new LinkedHashSet<>();
    for (String u : units) {
      ids.add(UnitId.parse(u));
    }
    return Requirement.builder(kind, text).units(ids).build();
  }

  @Test
  void readsSectionsUnitsAndKinds() {
    assertThat(
            parse(
                """
                # Gold requirements: Ledger
                Prose that nobody reads.
                - **functional** nor this.

                ## *
                - **constraint** Amounts are ints.

                ## ledger.py#post, store/db.py#Db.save(int, str)
                - **functional** Adds the entry.
                - non-functional: Fast.
                - No kind: functional.
                """))
        .containsExactly(
            r(RequirementKind.CONSTRAINT, "Amounts are ints."),
            r(
                RequirementKind.FUNCTIONAL,
                "Adds the entry.",
                "ledger.py#post",
                "store/db.py#Db.save(int, str)"),
            r(
                RequirementKind.NON_FUNCTIONAL,
                "Fast.",
                "ledger.py#post",
                "store/db.py#Db.save(int, str)"),
            r(
                RequirementKind.FUNCTIONAL,
                "No kind: functional.",
                "ledger.py#post",
                "store/db.py#Db.save(int, str)"));
  }

  @Test
  void joinsWrappedLinesAndKeepsStepsAndFences() {
    assertThat(
            parse(
                    """
                    ## `a.py#f`
                    - **functional** Do this
                      and that:
                      1. first
                         goes on
                      2. second

                      Then stop.
                      ```
                      ## *
                        x
                      ```
                      End.
                    """)
                .get(0)
                .text())
        .isEqualTo(
            "Do this and that:\n1. first goes on\n2. second\nThen stop.\n```\n## *\n  x\n```\nEnd.");
  }

  @Test
  void takesTextUnderAHeadingWithoutABullet() {
    assertThat(parse("## a.py#f\nReturns 1.\n\nNever raises.\n"))
        .extracting(Requirement::text)
        .containsExactly("Returns 1.", "Never raises.");
  }

  @Test
  void takesFreeTextAsOneRequirementOfTheWholeApplication() {
    String text = "## Overview\nIt counts bees.\n\n- per yard\n- per day";
    assertThat(parse(text + "\n")).containsExactly(r(RequirementKind.FUNCTIONAL, text));
  }

  @Test
  void takesTypedBulletsWithoutHeadingsOneByOne() {
    assertThat(parse("# T\nintro\n- **functional** A.\n## Rules\n- **constraint**: B.\n"))
        .containsExactly(r(RequirementKind.FUNCTIONAL, "A."), r(RequirementKind.CONSTRAINT, "B."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n\t\n", "\uFEFF"})
  void refusesAnEmptyFileWithPlaceAndRemedy(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gold.md")
        .hasMessageContaining("## path#unit");
  }

  @Test
  void reportsAllFaultsWithTheirLines() {
    assertThatThrownBy(() -> parse("## *\n- a\n## loom\n- b\n## a.py#f\n- **functional**\n-\n"))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ConfigurationException.Problem::place)
                    .containsExactly("gold.md:3", "gold.md:6", "gold.md:7"));
  }

  @Test
  void refusesAHeadingWithoutRequirements() {
    assertThatThrownBy(() -> parse("## *\n- a\n## a.py#f\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gold.md:3");
  }

  @Test
  void readsWindowsLineEndsAndAByteOrderMark() {
    assertThat(parse("\uFEFF## a.py#f\r\n- **functional** A\r\n  b.\r\n"))
        .containsExactly(r(RequirementKind.FUNCTIONAL, "A b.", "a.py#f"));
  }

  @Test
  void writesWhatItReads() {
    List<Requirement> all =
        List.of(
            r(RequirementKind.CONSTRAINT, "No I/O."),
            r(RequirementKind.FUNCTIONAL, "Steps:\n1. one\n2. two", "a.py#f", "b.py#C.m"),
            r(RequirementKind.NON_FUNCTIONAL, "functional: not its kind", "a.py#g"));
    assertThat(parse(RequirementFile.write(all))).isEqualTo(all);
  }

  @Property
  void neverFailsButWithAConfigurationError(@ForAll String text) {
    try {
      assertThat(parse("## *\n" + text)).isNotEmpty();
    } catch (ConfigurationException e) {
      assertThat(e.getMessage()).contains("gold.md");
    }
  }
}
