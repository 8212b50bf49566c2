package org.iccm.validation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class StatisticsTest {
  private static Offset<Double> near(double value) {
    return within(1e-9 * Math.max(1e-6, Math.abs(value)));
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "summaries.csv", numLinesToSkip = 1, maxCharsPerColumn = 20_000)
  void sumsUpAsScipyDoes(
      String values, double mean, double std, double standardError, double low, double high) {
    Summary s = Summary.of(numbers(values)).orElseThrow();
    assertThat(s.mean()).isCloseTo(mean, near(mean));
    assertThat(s.std().orElseThrow()).isCloseTo(std, near(std));
    assertThat(s.standardError().orElseThrow()).isCloseTo(standardError, near(standardError));
    assertThat(s.interval().orElseThrow().low()).isCloseTo(low, within(1e-8));
    assertThat(s.interval().orElseThrow().high()).isCloseTo(high, within(1e-8));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "paired.csv", numLinesToSkip = 1, maxCharsPerColumn = 20_000)
  void testsPairsAsScipyDoes(
      String first,
      String second,
      double meanDifference,
      double t,
      double p,
      double d,
      double low,
      double high) {
    PairedTTest test = PairedTTest.of(numbers(first), numbers(second)).orElseThrow();
    assertThat(test.meanDifference()).isCloseTo(meanDifference, within(1e-12));
    assertThat(test.t().orElseThrow()).isCloseTo(t, near(t));
    assertThat(test.pOneTailed().orElseThrow()).isCloseTo(p, within(1e-9));
    assertThat(test.effectSize().orElseThrow()).isCloseTo(d, near(d));
    assertThat(test.interval().orElseThrow().low()).isCloseTo(low, within(1e-8));
    assertThat(test.interval().orElseThrow().high()).isCloseTo(high, within(1e-8));
  }

  @Test
  void saysNothingOfSpreadFromOneValue() {
    Summary s = Summary.of(0.4).orElseThrow();
    assertThat(s.mean()).isEqualTo(0.4);
    assertThat(s.std()).isEmpty();
    assertThat(s.interval()).isEmpty();
    assertThat(Summary.of(List.of())).isEmpty();
  }

  @Test
  void testsNothingWhereDifferencesDoNotVary() {
    PairedTTest same =
        PairedTTest.of(new double[] {.3, .5, .9}, new double[] {.1, .3, .7}).orElseThrow();
    assertThat(same.meanDifference()).isCloseTo(0.2, within(1e-12));
    assertThat(same.pOneTailed()).isEmpty();
    PairedTTest single = PairedTTest.of(new double[] {1}, new double[] {0}).orElseThrow();
    assertThat(single.pOneTailed()).isEmpty();
    assertThat(single.interval()).isEmpty();
    assertThat(PairedTTest.of(new double[0], new double[0])).isEmpty();
  }

  @Test
  void refusesUnevenPairsAndValuesThatAreNone() {
    assertThatThrownBy(() -> PairedTTest.of(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values cannot be paired with 3");
    assertThatThrownBy(() -> Summary.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsIntervalsOfSharesInsideTheirBounds() {
    assertThat(new Interval(-0.2, 1.3).within(0, 1)).isEqualTo(new Interval(0, 1));
    assertThat(new Interval(-0.4, -0.2).within(0, 1)).isEqualTo(new Interval(0, 0));
  }
}
