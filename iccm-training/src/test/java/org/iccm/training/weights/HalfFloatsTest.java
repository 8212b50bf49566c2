package org.iccm.training.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfFloatsTest {
  @Test
  void everyHalfSurvivesTheWayThroughASingle() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float value = HalfFloats.fromF16((short) bits);
      if (Float.isNaN(value)) {
        assertThat(HalfFloats.fromF16(HalfFloats.toF16(value))).isNaN();
      } else {
        assertThat(HalfFloats.toF16(value)).isEqualTo((short) bits);
      }
      float brain = HalfFloats.fromBf16((short) bits);
      if (Float.isNaN(brain)) {
        assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(brain))).isNaN();
      } else {
        assertThat(HalfFloats.toBf16(brain)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void knownValues() {
    assertThat(HalfFloats.fromF16((short) 0x3C00)).isEqualTo(1f);
    assertThat(HalfFloats.fromF16((short) 0x7BFF)).isEqualTo(65504f);
    assertThat(HalfFloats.fromF16((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfFloats.fromF16((short) 0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float.floatToRawIntBits(HalfFloats.fromF16((short) 0x8000))).isEqualTo(0x80000000);
    assertThat(HalfFloats.fromBf16((short) 0x3F80)).isEqualTo(1f);
    assertThat(HalfFloats.fromBf16((short) 0xC049)).isEqualTo(-3.140625f);
  }

  @Test
  void roundsToNearestAndTiesToEven() {
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(2049f))).isEqualTo(2048f);
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(2051f))).isEqualTo(2052f);
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(65519f))).isEqualTo(65504f);
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(0x1p-25f))).isEqualTo(0f);
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(0x1.8p-24f))).isEqualTo(0x1p-23f);
    // Just under the smallest normal number rounds up into it.
    assertThat(HalfFloats.toF16(Math.nextDown(0x1p-14f))).isEqualTo((short) 0x0400);
    assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(257f))).isEqualTo(256f);
    assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(259f))).isEqualTo(260f);
    assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(Float.MAX_VALUE)))
        .isEqualTo(Float.POSITIVE_INFINITY);
  }
}
