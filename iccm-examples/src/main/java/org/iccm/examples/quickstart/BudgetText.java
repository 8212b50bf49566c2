package org.iccm.examples.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.rollout.Budget;

/** Reads {@code calls=500,tokens=200000,time=15m}. */
final class BudgetText {
  private static final Pattern TIME = Pattern.compile("(\\d+)([smh])");

  private BudgetText() {}

  static Budget parse(List<String> parts) {
    Budget.Builder budget = Budget.builder();
    for (String part : parts) {
      String[] pair = part.split("=", 2);
      try {
        switch (pair[0]) {
          case "calls" -> budget.calls(positive(pair[1]));
          case "tokens" -> budget.tokens(positive(pair[1]));
          case "time" -> budget.wallClock(time(pair[1]));
          default -> throw new IllegalArgumentException(part);
        }
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new ConfigurationException(
            "--budget", "'" + part + "' is no limit; write calls=500, tokens=200000 or time=15m");
      }
    }
    return budget.build();
  }

  private static long positive(String text) {
    long n = Long.parseLong(text);
    if (n < 1) {
      throw new IllegalArgumentException(text);
    }
    return n;
  }

  private static Duration time(String text) {
    Matcher m = TIME.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    long n = positive(m.group(1));
    return switch (m.group(2)) {
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      default -> Duration.ofHours(n);
    };
  }
}
