package org.iccm.core.pipeline;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.iccm.api.error.CancelledException;

/** Lets as many callers in as the card allows now; first come, first served. */
final class Admission {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition changed = lock.newCondition();
  private int inside;

  <T> T run(IntSupplier limit, Supplier<T> work) {
    enter(limit);
    try {
      return work.get();
    } finally {
      lock.lock();
      try {
        inside--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void enter(IntSupplier limit) {
    try {
      lock.lockInterruptibly();
      try {
        while (inside >= Math.max(1, limit.getAsInt())) {
          changed.await();
        }
        inside++;
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for a free slot", e);
    }
  }
}
