package org.iccm.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenCreditTest {
  @Test
  void spansGetTheirShareAndTheirOwn() {
    TokenCredit credit =
        TokenCredit.spans(
            5,
            List.of(new TokenCredit.Span(1, 3, 0, 0.25), new TokenCredit.Span(2, 4, 2, -0.5)),
            0.5);
    assertThat(credit.tokens()).isEqualTo(5);
    assertThat(credit.advantage(0, 0.4)).isCloseTo(0.2, within(1e-7));
    assertThat(credit.advantage(1, 0.4)).isCloseTo(0.25, within(1e-7));
    assertThat(credit.advantage(2, 0.4)).isCloseTo(0.3, within(1e-7));
    assertThat(credit.advantage(3, 0.4)).isCloseTo(0.3, within(1e-7));
    assertThat(credit.advantage(4, 0.4)).isCloseTo(0.2, within(1e-7));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> TokenCredit.spans(2, List.of(new TokenCredit.Span(1, 3, 1, 0)), 0))
        .hasMessageContaining("leaves the sample's 2 tokens");
    assertThatThrownBy(() -> TokenCredit.of(new float[2], new float[1]))
        .hasMessageContaining("2 shares, 1 values");
    assertThatThrownBy(() -> TokenCredit.of(new float[] {1, Float.NaN}, new float[2]))
        .hasMessageContaining("token 1");
  }
}
