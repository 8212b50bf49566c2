package org.iccm.harness.sandbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.iccm.harness.sandbox.Flights.Flight;

/** Lets work be done among other work, or while there is none. Thread-safe. */
final class Others {
  private static final Duration TICK = Duration.ofMillis(50);

  /** Held for reading by all, for writing by what has to be alone. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  private final Flights flights;

  Others(Flights flights) {
    this.flights = flights;
  }

  /** Something to do. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it. */
    T done() throws InterruptedException;
  }

  <T> T among(Flight flight, Work<T> work) throws InterruptedException {
    return with(lock.readLock(), flight, work);
  }

  <T> T alone(Flight flight, Work<T> work) throws InterruptedException {
    return with(lock.writeLock(), flight, work);
  }

  private <T> T with(Lock wanted, Flight flight, Work<T> work) throws InterruptedException {
    while (!wanted.tryLock(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
      if (flight.cancelled) {
        throw flights.cancelled();
      }
    }
    try {
      return work.done();
    } finally {
      wanted.unlock();
    }
  }
}
