package org.iccm.harness.sandbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.iccm.api.error.CancelledException;

/** Calls under way in a runner, and its end. Thread-safe. */
final class Flights {
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /** A call under way. */
  static final class Flight {
    volatile boolean cancelled;
  }

  private final String runner;
  private final Set<Flight> flights = new HashSet<>();
  private boolean closed;

  Flights(String runner) {
    this.runner = runner;
  }

  /**
   * A call begins.
   *
   * @throws IllegalStateException if the runner is closed
   */
  synchronized Flight take() {
    if (closed) {
      throw new IllegalStateException("runner " + runner + " is closed");
    }
    Flight flight = new Flight();
    flights.add(flight);
    return flight;
  }

  synchronized void release(Flight flight) {
    flights.remove(flight);
    notifyAll();
  }

  CancelledException cancelled() {
    return new CancelledException("runner " + runner + " was closed during a run");
  }

  /** Cancels all and waits for them; false if that was done before. */
  synchronized boolean close() {
    if (closed) {
      return false;
    }
    closed = true;
    flights.forEach(f -> f.cancelled = true);
    long deadline = System.nanoTime() + CLOSING.toNanos();
    boolean interrupted = false;
    while (!flights.isEmpty() && System.nanoTime() - deadline < 0) {
      try {
        wait(TICK.toMillis());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
