package org.iccm.orchestra.internal.chat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Cancels calls whose callers are interrupted: a blocked socket read does not hear an interrupt by
 * itself. Thread-safe.
 */
final class CallWatch {
  private static final long LOOK_EVERY_MILLIS = 50;

  private final String threadName;
  private final Set<Watched> inFlight = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private @Nullable Thread thread;
  private boolean closed;

  CallWatch(String threadName) {
    this.threadName = threadName;
  }

  /** A call and the thread that waits for it. */
  static final class Watched {
    private final Thread caller;
    private final Call call;
    private volatile boolean interrupted;

    private Watched(Thread caller, Call call) {
      this.caller = caller;
      this.call = call;
    }

    boolean interrupted() {
      return interrupted || caller.isInterrupted();
    }
  }

  Watched watch(Call call) {
    Watched watched = new Watched(Thread.currentThread(), call);
    synchronized (lock) {
      inFlight.add(watched);
      if (closed) {
        call.cancel();
      } else if (thread == null) {
        Thread started = new Thread(this::run, threadName);
        started.setDaemon(true);
        started.start();
        thread = started;
      }
      lock.notifyAll();
    }
    return watched;
  }

  void forget(Watched watched) {
    inFlight.remove(watched);
  }

  private void run() {
    while (true) {
      synchronized (lock) {
        try {
          if (closed) {
            return;
          }
          if (inFlight.isEmpty()) {
            lock.wait();
          } else {
            lock.wait(LOOK_EVERY_MILLIS);
          }
        } catch (InterruptedException e) {
          // nobody but close() ends this thread
        }
      }
      for (Watched watched : inFlight) {
        if (watched.caller.isInterrupted()) {
          watched.interrupted = true;
          watched.call.cancel();
        }
      }
    }
  }

  /** Cancels everything and ends the thread. Idempotent. */
  void close() {
    Thread ending;
    synchronized (lock) {
      closed = true;
      for (Watched watched : inFlight) {
        watched.call.cancel();
      }
      lock.notifyAll();
      ending = thread;
    }
    if (ending != null && ending != Thread.currentThread()) {
      boolean interrupted = false;
      while (ending.isAlive()) {
        try {
          ending.join(1000);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
