package org.iccm.core.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.iccm.api.error.StoreException;
import org.sqlite.SQLiteErrorCode;

/** What SQLite's codes mean for a store. */
final class SqliteFaults {
  private final Path file;

  SqliteFaults(Path file) {
    this.file = file;
  }

  StoreException translate(Throwable fault) {
    Optional<StoreException> own = Faults.cause(fault, StoreException.class);
    if (own.isPresent()) {
      return own.get();
    }
    Optional<SQLException> sql = Faults.sql(fault);
    SQLiteErrorCode code =
        SQLiteErrorCode.getErrorCode(sql.map(e -> e.getErrorCode() & 0xff).orElse(0));
    return switch (code) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          error(
              true,
              "store " + file + " is busy: another program holds a lock on the file; end it",
              fault);
      case SQLITE_FULL ->
          error(
              false,
              "no space left for store "
                  + file
                  + "; free space on its disk or set 'file' to another place, then run again:"
                  + " everything acknowledged is there, nothing is half-written",
              fault);
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH -> unwritable(fault);
      case SQLITE_IOERR ->
          error(
              false,
              "the disk of store "
                  + file
                  + " failed to read or write ("
                  + Faults.reason(fault)
                  + "); check the disk and its quota; nothing is half-written",
              fault);
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          error(
              false,
              file
                  + " is not a store, or is damaged ("
                  + Faults.reason(fault)
                  + "); restore it from a backup or set 'file' to another place",
              fault);
      default ->
          error(
              false,
              "store " + file + " failed: " + Faults.reason(fault) + "; see the cause",
              fault);
    };
  }

  StoreException unwritable(Throwable fault) {
    return error(
        false,
        "store "
            + file
            + " cannot be opened or written ("
            + Faults.reason(fault)
            + "); make the file and its directory writable for this user, or set 'file' to another"
            + " place",
        fault);
  }

  private StoreException error(boolean retriable, String message, Throwable cause) {
    return new StoreException(file.toString(), retriable, message, cause);
  }
}
