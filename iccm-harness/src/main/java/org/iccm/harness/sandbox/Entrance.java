package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets runs begin in the order in which they came, as many at once as {@link Pace} has found worth
 * it and as fit into memory if each uses all that it may. One always may. Thread-safe.
 */
final class Entrance {
  private static final long LOOK_MILLIS = 50;

  private final Pace pace;
  private final LongSupplier freeMemory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final Deque<Object> waiting = new ArrayDeque<>();
  private int inside;

  /**
   * Nobody is inside.
   *
   * @param pace how many at once
   * @param freeMemory bytes that more may be used
   */
  Entrance(Pace pace, LongSupplier freeMemory) {
    this.pace = pace;
    this.freeMemory = freeMemory;
  }

  /** Runs at once for now, at least 1. */
  int limit() {
    return pace.limit();
  }

  /**
   * Waits until one more run may begin.
   *
   * @param memoryBytes what it may use
   * @param cancelled asked now and then; true ends the wait
   * @return whether the caller is inside and has to {@link #leave}
   * @throws InterruptedException if interrupted
   */
  boolean enter(long memoryBytes, BooleanSupplier cancelled) throws InterruptedException {
    Object ticket = new Object();
    lock.lockInterruptibly();
    try {
      waiting.add(ticket);
      try {
        while (waiting.peek() != ticket || !room(memoryBytes)) {
          if (cancelled.getAsBoolean()) {
            return false;
          }
          // memory comes back without a word
          change.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        inside++;
        return true;
      } finally {
        waiting.remove(ticket);
        change.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean room(long memoryBytes) {
    return inside == 0
        || (inside < pace.limit() && freeMemory.getAsLong() / (inside + 1) >= memoryBytes);
  }

  /**
   * One of those inside is done.
   *
   * @param end what it took, if that is known: {@code ranSeconds}, {@code waitedSeconds}
   */
  void leave(Optional<JsonNode> end) {
    lock.lock();
    try {
      if (end.isPresent() && end.get().has("waitedSeconds")) {
        double ran = end.get().path("ranSeconds").asDouble();
        pace.ended(ran, end.get().path("waitedSeconds").asDouble(), inside);
      }
      inside--;
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
