package org.iccm.orchestra.internal.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program to its end.
 *
 * @since 0.1.0
 */
public final class Command {
  private static final long LOOK_EVERY_MILLIS = 100;

  private Command() {}

  /**
   * What came of it.
   *
   * @param exit its exit code; -1 if it took too long
   * @param output the end of what it printed
   */
  public record Result(int exit, String output) {
    /**
     * Whether it went well.
     *
     * @return true for exit code 0
     */
    public boolean ok() {
      return exit == 0;
    }
  }

  /**
   * Runs a program; ends it and all its children if the work should end.
   *
   * @param command program and arguments, never a secret
   * @param environment set on top of the JVM's own
   * @param limit the longest it may take
   * @param cancellation whether to end early
   * @param tick called now and then while it runs
   * @return exit code and output
   * @throws IOException if it cannot be started
   * @throws org.iccm.api.error.CancelledException if the work should end
   */
  public static Result run(
      List<String> command,
      Map<String, String> environment,
      Duration limit,
      Cancellation cancellation,
      Runnable tick)
      throws IOException {
    cancellation.check();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    Tail tail = new Tail(process.getInputStream(), "iccm-child-output");
    boolean ended = false;
    try {
      process.getOutputStream().close();
      long end = System.nanoTime() + limit.toNanos();
      while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        cancellation.check();
        tick.run();
        if (System.nanoTime() > end) {
          kill(process);
          tail.await(1000);
          return new Result(-1, tail.text());
        }
      }
      ended = true;
      tail.await(1000);
      return new Result(process.exitValue(), tail.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancellation.check();
      throw new IllegalStateException("an interrupt always cancels", e);
    } finally {
      if (!ended) {
        kill(process);
      }
    }
  }

  /**
   * Ends a process and all its children, at once.
   *
   * @param process the process
   */
  public static void kill(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
