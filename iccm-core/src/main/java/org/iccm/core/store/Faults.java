package org.iccm.core.store;

import java.sql.SQLException;
import java.util.Optional;

/** Looks into the causes of a fault. */
final class Faults {
  private static final int DEEPEST = 20;

  private Faults() {}

  static Optional<SQLException> sql(Throwable fault) {
    return cause(fault, SQLException.class);
  }

  static <E extends Throwable> Optional<E> cause(Throwable fault, Class<E> type) {
    Throwable at = fault;
    for (int i = 0; at != null && i < DEEPEST; i++, at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
    }
    return Optional.empty();
  }

  /** One line for a message. */
  static String reason(Throwable fault) {
    Throwable told = sql(fault).<Throwable>map(e -> e).orElse(fault);
    String text = told.getMessage();
    return (text == null ? told.getClass().getSimpleName() : text).lines().findFirst().orElse("");
  }
}
