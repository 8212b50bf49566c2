package org.iccm.core.store;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.error.StoreException;

/** What PostgreSQL's SQL states mean for a store. */
final class PostgresFaults {
  /**
   * Serialization, deadlock, lock wait, too many connections, shutting down, starting, failover.
   */
  private static final Set<String> TRANSIENT =
      Set.of("40001", "40P01", "55P03", "53300", "57P01", "57P02", "57P03", "25006");

  private final String place;

  PostgresFaults(String place) {
    this.place = place;
  }

  StoreException translate(Throwable fault) {
    Optional<StoreException> own = Faults.cause(fault, StoreException.class);
    if (own.isPresent()) {
      return own.get();
    }
    Optional<SQLException> sql = Faults.sql(fault);
    String state = sql.map(SQLException::getSQLState).orElse("");
    String reason = Faults.reason(fault);
    if (sql.isPresent()
        && sql.get() instanceof SQLTransientException
        && reason.contains("nterrupt")) {
      return error(false, "interrupted while waiting for " + place, fault);
    }
    if (state.startsWith("08") || sql.filter(e -> e instanceof SQLTransientException).isPresent()) {
      return unreachable(true, fault);
    }
    if (TRANSIENT.contains(state)) {
      return error(true, "server " + place + " is busy or restarting (" + reason + ")", fault);
    }
    return switch (state) {
      case "28P01", "28000" ->
          error(
              false,
              "server " + place + " refuses the user or password; check 'user' and 'password'",
              fault);
      case "3D000", "3F000" ->
          error(
              false,
              "server " + place + " has no such database or schema; create it or correct 'url'",
              fault);
      case "42501" ->
          error(
              false,
              "the user may not do this in "
                  + place
                  + " ("
                  + reason
                  + "); grant CREATE on the database, or have an administrator make the schema and"
                  + " the extension 'vector'",
              fault);
      case "53100" ->
          error(
              false,
              "the disk of server "
                  + place
                  + " is full; free space there: everything acknowledged is there, nothing is"
                  + " half-written",
              fault);
      default -> error(false, "store " + place + " failed: " + reason + "; see the cause", fault);
    };
  }

  StoreException unreachable(boolean retriable, Throwable fault) {
    return error(
        retriable,
        "server "
            + place
            + " does not answer ("
            + Faults.reason(fault)
            + "); check that it runs, and 'url', network and 'poolSize'",
        fault);
  }

  private StoreException error(boolean retriable, String message, Throwable cause) {
    return new StoreException(place, retriable, message, cause);
  }
}
