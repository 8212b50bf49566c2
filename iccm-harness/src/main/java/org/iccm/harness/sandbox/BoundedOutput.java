package org.iccm.harness.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.iccm.harness.policy.Safeguard;

/** Keeps what a process printed, up to a size; the driver inside cuts before. Thread-safe. */
final class BoundedOutput implements ByteSink {
  /** For the driver's note about what it left out. */
  private static final int SLACK = 512;

  private final long most;
  private final boolean plain;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  BoundedOutput(long most) {
    this(most, Set.of());
  }

  /** Without some safeguards, for proofs that they are needed. */
  BoundedOutput(long most, Set<Safeguard> off) {
    this.plain = !off.contains(Safeguard.PLAIN_TEXT);
    this.most = Math.min(most + SLACK, Integer.MAX_VALUE - 64);
  }

  @Override
  public synchronized void accept(byte[] bytes, int length) {
    kept.write(bytes, 0, (int) Math.min(length, most - kept.size()));
  }

  /** As text: what is not UTF-8 is replaced, and so are NUL characters, which databases refuse. */
  synchronized String text() {
    String text = kept.toString(StandardCharsets.UTF_8);
    return plain ? text.replace('\0', '\uFFFD') : text;
  }
}
