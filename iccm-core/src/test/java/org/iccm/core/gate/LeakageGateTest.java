package org.iccm.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakageGateTest {
  private static final String SOURCE =
      """
      def sow(rows, kind, count):
          cells = [list(row) for row in rows]
          left = count
          for column in range(len(rows[0])):
              for line in cells:
                  if left > 0 and line[column] == ".":
                      line[column] = kind
                      left -= 1
          if left > 0:
              raise ValueError(f"no soil for {left}")
          return ["".join(line) for line in cells]
      """;
  private static final String TESTS =
      """
      import pytest

      def test_down():
          assert sow(["...", "..."], "p", 3) == ["pp.", "p.."]

      def test_named():
          tray = ["x..k", "..zz"]
          want = ["xqqk", "q.zz"]
          assert sow(tray, "q", 3) == want

      @pytest.mark.parametrize(
          "text, minutes",
          [
              ("7h42", 462),
              pytest.param("13h05", 785, id="afternoon"),
          ],
      )
      def test_minutes(text, minutes):
          assert to_minute(text) == minutes

      def test_full():
          with pytest.raises(ValueError) as error:
              sow(["ab", "cd"], "k", 57)
          assert str(error.value) == "no soil for 57"

      class TestOld(unittest.TestCase):
          def test_it(self):
              self.assertEqual(price("oak-19"), 8437)
      """;
  private static final String GOLD =
      """
      - Outer loop: columns from the left. Inner loop: rows from the top. Put kind into each "."
        cell as long as seeds are left. If seeds are left at the end raise ValueError with message
        `no soil for ` + the number left. Return new rows as strings.""";

  private static final LeakageGate GATE = new LeakageGate(new Cl100kTokenCounter());
  private final ApplicationView view =
      ApplicationView.builder("tray", "Tray", "A tray.", "python")
          .sources(List.of(new SourceFile("tray.py", SOURCE)))
          .build();
  private final TestSuite suite =
      TestSuite.builder("tray", "python", List.of(new SourceFile("test_tray.py", TESTS))).build();

  private GateVerdict judge(String text) {
    return GATE.judge(text, view, suite, 1000, false, Optional.empty());
  }

  private static List<String> rules(GateVerdict verdict) {
    return verdict.findings().stream().map(GateFinding::rule).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 96",
    "100, 96",
    "120, 96",
    "121, 97",
    "500, 400",
    "1000, 800",
    "2000, 800",
    "2666, 800",
    "2667, 800",
    "2670, 801",
    "10000, 3000"
  })
  void theBudgetFollowsTheSource(int source, int budget) {
    assertThat(LeakageGate.defaultBudget(source)).isEqualTo(budget);
  }

  @Test
  void admitsRequirementsAndSaysHowLongTheyAre() {
    GateVerdict v = judge(GOLD);
    assertThat(v.findings()).isEmpty();
    assertThat(v.admitted()).isTrue();
    assertThat(v.tokens()).isBetween(50, 100);
    assertThat(v.tokenOverlap()).isLessThan(0.05);
  }

  @Test
  void stopsWhatIsEmptyOrTooLong() {
    assertThat(rules(judge(" \n"))).containsExactly("empty");
    GateVerdict v = GATE.judge(GOLD, view, suite, 40, false, Optional.empty());
    assertThat(v.admitted()).isFalse();
    assertThat(v.findings())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.rule()).isEqualTo("budget");
              assertThat(f.limit()).isEqualTo(40);
              assertThat(f.measured()).isEqualTo(v.tokens());
              assertThat(f.message()).contains("40").contains("shorten");
            });
  }

  @Test
  void stopsTheSourceAndItsCommonDisguises() {
    assertThat(rules(judge(SOURCE))).contains("token-overlap", "shape-overlap");
    assertThat(rules(judge(SOURCE.toUpperCase(java.util.Locale.ROOT)))).contains("token-overlap");
    assertThat(rules(judge(SOURCE.replaceAll("\\s+", " ").replace('"', '\''))))
        .contains("token-overlap");
    String renamed =
        SOURCE
            .replace("cells", "gridOfAll")
            .replace("line", "x1")
            .replace("left", "y_2")
            .replace("rows", "aa")
            .replace("column", "k9");
    assertThat(rules(judge(renamed))).contains("shape-overlap");
    assertThat(rules(judge(GOLD + "\n" + renamed))).contains("shape-overlap");
  }

  @Test
  void stopsCopiedTests() {
    assertThat(rules(judge(TESTS))).contains("test-overlap", "test-values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sow [\"...\", \"...\"] with p gives ['pp.', 'p..'].",
        "The rows x..k, ..zz become [\"xqqk\",\"q.zz\"] then.",
        "`7h42` is minute 462.",
        "Take 13h05. The result is 785.",
        "With rows ab, cd and 57 seeds: [\"ab\", \"cd\"] fails as `no soil for 57`.",
        "The price of oak-19 is 8437"
      })
  void stopsATestsInputWithItsExpectedValue(String sentence) {
    assertThat(rules(judge(sentence))).contains("test-values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The price of oak-19 is by size.",
        "A text is hours, h, minutes. It is 785 at most. Nothing else matters. See 13h05.",
        "oak-190 costs 18437.",
        "Return no soil for and the number left.",
        "Minute 462.5 is not 7h42's."
      })
  void letsOneOfBothOrOtherValuesPass(String sentence) {
    assertThat(rules(judge(sentence))).isEmpty();
  }

  @Test
  void aLeakingControlIsMeasuredAndAdmitted() {
    GateVerdict v = GATE.judge(SOURCE, view, suite, 10, true, Optional.empty());
    assertThat(v.admitted()).isTrue();
    assertThat(v.findings()).isEmpty();
    assertThat(v.tokenOverlap()).isGreaterThan(0.9);
    assertThat(v.tokens()).isGreaterThan(10);
  }

  @Test
  void comparesSyntaxWhereTheLanguageIsKnown() {
    FixedFingerprints language = new FixedFingerprints(Set.of(1L, 2L, 3L, 4L), Set.of(1L, 99L));
    GateVerdict v = GATE.judge(GOLD, view, suite, 1000, false, Optional.of(language));
    assertThat(v.syntaxOverlap()).isEqualTo(0.25);
    assertThat(rules(v)).containsExactly("syntax-overlap");
  }

  @Test
  void itsFingerprintNamesTheTokenizer() {
    assertThat(GATE.fingerprint())
        .hasSize(64)
        .isEqualTo(new LeakageGate(new Cl100kTokenCounter()).fingerprint());
  }
}
