package org.iccm.testkit.threads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The live threads whose names begin with {@code iccm-}, at one moment. All of ICCM's threads are
 * named so, and are gone after {@code close()}. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class IccmThreads {
  /** How ICCM's threads are named. */
  public static final String PREFIX = "iccm-";

  private final Set<Thread> before;

  private IccmThreads(Set<Thread> before) {
    this.before = before;
  }

  /**
   * Remembers the threads that live now.
   *
   * @return the snapshot
   */
  public static IccmThreads now() {
    return new IccmThreads(live());
  }

  /**
   * ICCM's threads that have been started since and still live.
   *
   * @return them, by name
   */
  public List<Thread> added() {
    List<Thread> added = new ArrayList<>(live());
    added.removeAll(before);
    added.sort(Comparator.comparing(Thread::getName));
    return added;
  }

  /**
   * Fails if a thread of ICCM's that was started since still lives, with its stack.
   *
   * @param patience how long threads may take to end
   * @throws AssertionError if one is left
   */
  public void assertNoneAdded(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<Thread> left = added();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      left = added();
    }
    if (!left.isEmpty()) {
      throw new AssertionError(
          left.size()
              + " thread(s) left behind after close(); end them there:\n"
              + left.stream().map(IccmThreads::describe).collect(Collectors.joining("\n")));
    }
  }

  private static String describe(Thread thread) {
    StringBuilder text = new StringBuilder(thread.getName());
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }

  private static Set<Thread> live() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.isAlive() && t.getName().startsWith(PREFIX))
        .collect(Collectors.toUnmodifiableSet());
  }
}
