package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderedOverlapTest {
  private static final String SOURCE =
      "def toll(weight: int) -> int:\n"
          + "    fee = weight * 7\n"
          + "    if fee >= 40:\n"
          + "        fee -= 3\n"
          + "    return fee\n";

  @Test
  void wordsForOperatorsAreTheOperators() {
    assertThat(OrderedOverlap.tokens("fee is multiplied by 7"))
        .containsExactly("fee", "is", "*", "7");
    assertThat(OrderedOverlap.tokens("Multiply it by 7, floor-divide it by 100."))
        .containsExactly("*", "it", "by", "7", "//", "100");
    assertThat(OrderedOverlap.tokens("at least 40, greater than or equal to 3, ≥ 2"))
        .containsExactly(">=", "40", ">=", "3", ">=", "2");
    assertThat(OrderedOverlap.tokens("newTotal = old_total; n += 3"))
        .containsExactly("new", "total", "=", "old", "total", "n", "+", "3");
    assertThat(OrderedOverlap.tokens("times of the timestable"))
        .containsExactly("*", "of", "the", "timestable");
  }

  @Test
  void aTransliterationHasMostOfTheSourceAndARuleInProseLittle() {
    String spoken =
        "Define toll of weight, an int, giving int. Set fee = weight times 7. If fee is at least"
            + " 40, fee minus 3. Return fee.";
    String rule = "A toll of 7 for each unit of weight; dear ones of 40 and up are 3 cheaper.";
    assertThat(OrderedOverlap.of(SOURCE, SOURCE).ofSource()).isEqualTo(1);
    assertThat(OrderedOverlap.of(spoken, SOURCE).ofSource()).isGreaterThan(0.75);
    assertThat(OrderedOverlap.of(rule, SOURCE).ofSource()).isLessThan(0.4);
    assertThat(OrderedOverlap.of("", SOURCE).ofSource()).isZero();
    assertThat(OrderedOverlap.of(spoken, "").ofSource()).isZero();
    assertThat(OrderedOverlap.of("", SOURCE).ofContext()).isZero();
  }

  @Test
  void orderCountsAndProseAroundDoesNotHide() {
    List<String> lines = SOURCE.lines().toList();
    String backwards =
        String.join("\n", IntStream.range(0, 5).mapToObj(i -> lines.get(4 - i)).toList());
    assertThat(OrderedOverlap.of(backwards, SOURCE).ofSource()).isLessThan(0.6);
    String padded = SOURCE.replace("\n", " and nothing else happens here so far\n");
    OrderedOverlap overlap = OrderedOverlap.of(padded, SOURCE);
    assertThat(overlap.ofSource()).isEqualTo(1);
    assertThat(overlap.ofContext()).isLessThan(0.6);
  }

  @Test
  void theLimitIsTheQuantileOfGold() {
    List<OrderedOverlap> gold =
        IntStream.rangeClosed(1, 100).mapToObj(i -> new OrderedOverlap(i, 200, 100)).toList();
    assertThat(OrderedOverlap.limit(gold)).isEqualTo(0.95);
    assertThat(OrderedOverlap.limit(gold.subList(0, 1))).isEqualTo(0.01);
    assertThatThrownBy(() -> OrderedOverlap.limit(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void goldOverlapsLessThanStepsWithSymbols() {
    Laboratory lab = Laboratory.of(4);
    double gold = 0;
    double steps = 0;
    for (LabProgram p : lab.drawn(LabSplit.H2).limit(40).toList()) {
      String source = p.source(Build.STATEMENTS).text();
      gold += overlap(p, Wording.GOLD, source);
      steps += overlap(p, Wording.of(7), source);
    }
    assertThat(gold).isLessThan(steps);
  }

  private static double overlap(LabProgram p, Wording wording, String source) {
    StringBuilder text = new StringBuilder();
    Requirements.complete(p, wording).forEach(r -> text.append(r.text()).append('\n'));
    return OrderedOverlap.of(text.toString(), source).ofSource();
  }
}
