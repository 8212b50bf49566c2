package org.iccm.orchestra.local;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.iccm.orchestra.internal.chat.ChatEndpoint;
import org.iccm.orchestra.internal.process.Command;
import org.iccm.orchestra.internal.process.Tail;

/**
 * A running server. Its standard input is its leash: when that closes, by {@link #close()} or by
 * the end of this JVM, however sudden, it ends.
 */
final class ServerProcess implements AutoCloseable {
  private static final long GRACE_MILLIS = 500;

  private final Process process;
  private final Tail errors;
  private final ChatEndpoint endpoint;

  ServerProcess(Process process, Tail errors, ChatEndpoint endpoint) {
    this.process = process;
    this.errors = errors;
    this.endpoint = endpoint;
  }

  ChatEndpoint endpoint() {
    return endpoint;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /**
   * Whether it has died; waits a moment, because sockets tell of a death before the system does.
   */
  boolean died() {
    try {
      return process.waitFor(300, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** How it ended, for people. */
  String ending() {
    errors.await(200);
    String text = errors.text();
    String how = process.isAlive() ? "it still runs" : "exit code " + process.exitValue();
    return text.isEmpty() ? how : how + "; it said: " + text;
  }

  /** Ends it with all its children. Idempotent; returns when it is gone. */
  @Override
  public void close() {
    end(process);
  }

  static void end(Process process) {
    boolean interrupted = Thread.interrupted();
    var children = process.descendants().toList();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it is gone already
    }
    try {
      if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        Command.kill(process);
        process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
      Command.kill(process);
    }
    children.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
