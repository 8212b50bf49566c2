package org.iccm.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SampledVarianceTest {
  @Test
  @DisplayName("by hand: means .5 and 1 vary by .125, samples add (.5/2 + 0/2)/2")
  void byHand() {
    assertThat(SampledVariance.corrected(new double[][] {{0, 1}, {1, 1}}))
        .isCloseTo(0.125 - 0.125, within(1e-12));
    assertThat(SampledVariance.corrected(new double[][] {{0.5}, {1}})).isNaN();
    assertThat(SampledVariance.corrected(new double[][] {{0.5, 1}})).isNaN();
  }

  @Test
  @DisplayName(
      "its mean is the models' own variance, without what sampling adds; below 0 by chance")
  void unbiased() {
    double[] rates = {0.2, 0.5, 0.9};
    double mean = (0.2 + 0.5 + 0.9) / 3;
    double own = 0;
    for (double r : rates) {
      own += (r - mean) * (r - mean) / 2;
    }
    SplittableRandom random = new SplittableRandom(4);
    int draws = 100_000;
    double sum = 0;
    double squares = 0;
    double least = 0;
    for (int n = 0; n < draws; n++) {
      double[][] scores = new double[3][2];
      for (int m = 0; m < 3; m++) {
        for (int k = 0; k < 2; k++) {
          scores[m][k] = random.nextDouble() < rates[m] ? 1 : 0;
        }
      }
      double value = SampledVariance.corrected(scores);
      sum += value;
      squares += value * value;
      least = Math.min(least, value);
    }
    double error = Math.sqrt((squares / draws - sum * sum / draws / draws) / draws);
    assertThat(sum / draws).isCloseTo(own, within(3 * error));
    assertThat(error).isLessThan(own / 100);
    assertThat(least).isNegative();
  }
}
