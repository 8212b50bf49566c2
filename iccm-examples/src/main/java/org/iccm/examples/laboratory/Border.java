package org.iccm.examples.laboratory;

/** On which side of a number something is. */
enum Border {
  AT_LEAST(">=", "at least"),
  ABOVE(">", "above"),
  AT_MOST("<=", "at most"),
  BELOW("<", "below");

  private final String symbol;
  private final String words;

  Border(String symbol, String words) {
    this.symbol = symbol;
    this.words = words;
  }

  String symbol() {
    return symbol;
  }

  String words() {
    return words;
  }

  boolean holds(long value, long border) {
    return switch (this) {
      case AT_LEAST -> value >= border;
      case ABOVE -> value > border;
      case AT_MOST -> value <= border;
      case BELOW -> value < border;
    };
  }

  /** What holds where this one does not. */
  Border inverse() {
    return switch (this) {
      case AT_LEAST -> BELOW;
      case ABOVE -> AT_MOST;
      case AT_MOST -> ABOVE;
      case BELOW -> AT_LEAST;
    };
  }

  /** The same side, with the border itself on the other one. */
  Border moved() {
    return switch (this) {
      case AT_LEAST -> ABOVE;
      case ABOVE -> AT_LEAST;
      case AT_MOST -> BELOW;
      case BELOW -> AT_MOST;
    };
  }

  /** The number beside a border, or itself, for which it holds. */
  long inside(long border) {
    return switch (this) {
      case AT_LEAST, AT_MOST -> border;
      case ABOVE -> border + 1;
      case BELOW -> border - 1;
    };
  }
}
