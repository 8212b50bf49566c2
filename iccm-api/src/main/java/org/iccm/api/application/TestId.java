package org.iccm.api.application;

/**
 * Names one test, as its framework reports it, for example {@code reward/test_fees.py::test_zero}
 * or {@code reward.FeesTest#zero}.
 *
 * @param value the id, not blank
 * @since 0.1.0
 */
public record TestId(String value) implements Comparable<TestId> {
  /** Checks the id. */
  public TestId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("test id is blank");
    }
  }

  @Override
  public int compareTo(TestId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
