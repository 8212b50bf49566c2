package org.iccm.core.store;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.StoreException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one way to the database: opens it when needed, retries what is transient, names faults. */
final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
  private static final int MAX_RETRIES = 10;
  private static final Duration FIRST_DELAY = Duration.ofMillis(25);
  private static final Duration LAST_DELAY = Duration.ofSeconds(4);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private enum State {
    NEW,
    OPEN,
    CLOSED
  }

  private final Connections connections;
  private final Consumer<Handle> opened;
  private final Object opening = new Object();
  private final RetryPolicy<Object> retries;

  // of this store and thread: the transaction that its calls join; always removed at its end
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Handle> current = new ThreadLocal<>();

  private volatile State state = State.NEW;

  /**
   * @param opened told once, in a transaction, or by a reader if the store is read-only
   */
  Transactions(Connections connections, Consumer<Handle> opened) {
    this.connections = connections;
    this.opened = opened;
    this.retries =
        RetryPolicy.builder()
            .handleIf(e -> e instanceof StoreException s && s.retriable())
            .withBackoff(FIRST_DELAY, LAST_DELAY)
            .withJitter(0.25)
            .withMaxRetries(MAX_RETRIES)
            .withMaxDuration(LONGEST)
            .onRetry(
                e ->
                    LOG.info(
                        "store {}: try {} failed, once more",
                        connections.place(),
                        e.getAttemptCount()))
            .build();
  }

  <T> T read(Function<Handle, T> work) {
    Handle joined = current.get();
    if (joined != null) {
      return joined(joined, work);
    }
    return retrying(
        () -> {
          ensureOpen();
          try (Handle handle = connections.reader()) {
            return work.apply(handle);
          }
        });
  }

  <T> T write(Function<Handle, T> work) {
    Handle joined = current.get();
    if (joined != null) {
      return joined(joined, work);
    }
    if (connections.readOnly()) {
      checkOpen();
      throw new StoreException(
          connections.place(),
          false,
          "store " + connections.place() + " is opened with readOnly: true and cannot be changed");
    }
    return retrying(
        () -> {
          ensureOpen();
          return transaction(work);
        });
  }

  <T> T inTransaction(Supplier<T> work) {
    return write(handle -> work.get());
  }

  /** Whether this thread is in a transaction, so that it may see what others do not. */
  boolean active() {
    return current.get() != null;
  }

  void touch() {
    retrying(
        () -> {
          ensureOpen();
          return true;
        });
  }

  void close(Consumer<Handle> closing) {
    if (active()) {
      throw new IllegalStateException(
          "store " + connections.place() + " cannot be closed inside one of its transactions");
    }
    synchronized (opening) {
      if (state == State.OPEN && !connections.readOnly()) {
        try {
          transaction(
              handle -> {
                closing.accept(handle);
                return true;
              });
        } catch (RuntimeException e) {
          LOG.info("store {}: no farewell ({})", connections.place(), e.toString());
        }
      }
      state = State.CLOSED;
    }
    connections.close();
  }

  private void ensureOpen() {
    checkOpen();
    if (state == State.OPEN) {
      return;
    }
    synchronized (opening) {
      checkOpen();
      if (state == State.OPEN) {
        return;
      }
      connections.open();
      try {
        if (connections.readOnly()) {
          try (Handle handle = connections.reader()) {
            opened.accept(handle);
          }
        } else {
          transaction(
              handle -> {
                opened.accept(handle);
                return true;
              });
        }
      } catch (RuntimeException e) {
        connections.close();
        throw e;
      }
      state = State.OPEN;
    }
  }

  private void checkOpen() {
    if (state == State.CLOSED) {
      throw new IllegalStateException("store " + connections.place() + " is closed");
    }
  }

  private <T> T transaction(Function<Handle, T> work) {
    try (Handle handle = connections.writer()) {
      current.set(handle);
      try {
        return handle.inTransaction(work::apply);
      } finally {
        current.remove();
      }
    }
  }

  private <T> T joined(Handle handle, Function<Handle, T> work) {
    try {
      return work.apply(handle);
    } catch (JdbiException e) {
      throw named(e);
    }
  }

  private <T> T retrying(CheckedSupplier<T> work) {
    try {
      return Failsafe.with(retries)
          .get(
              () -> {
                try {
                  return work.get();
                } catch (JdbiException | SQLException e) {
                  throw named(e);
                }
              });
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new CancelledException(
            "interrupted while waiting for store " + connections.place(), e);
      }
      throw connections.translate(e);
    }
  }

  private RuntimeException named(Exception fault) {
    if (state == State.CLOSED) {
      return new CancelledException(
          "store " + connections.place() + " was closed meanwhile", fault);
    }
    return connections.translate(fault);
  }
}
