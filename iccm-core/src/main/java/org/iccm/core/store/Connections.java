package org.iccm.core.store;

import org.iccm.api.error.StoreException;
import org.jdbi.v3.core.Handle;

/** Connections to one database. Thread-safe after {@link #open()}. */
interface Connections {
  Dialect dialect();

  /** File or server, without secrets. */
  String place();

  /** Whether nobody else can have it open for writing. */
  boolean exclusive();

  boolean readOnly();

  /** Makes sure that it can be used and has the schema; frees everything if not. */
  void open();

  /** For writing; the caller closes it soon. */
  Handle writer();

  /** For reading; the caller closes it soon. */
  Handle reader();

  /** What a fault of the driver means, where, and what to do. */
  StoreException translate(Throwable fault);

  /** Idempotent. */
  void close();
}
