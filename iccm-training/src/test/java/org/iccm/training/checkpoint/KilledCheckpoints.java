package org.iccm.training.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Checkpoints whose process is killed at a chosen moment; nothing of it runs afterwards. */
public final class KilledCheckpoints {
  private KilledCheckpoints() {}

  /**
   * Checkpoints that keep two.
   *
   * @param root their directory
   * @param at how many boundaries are passed before the kill; negative means never
   */
  public static Checkpoints in(Path root, int at) {
    int[] left = {at};
    return new Checkpoints(
        root,
        2,
        0,
        what -> {
          if (left[0]-- == 0) {
            kill();
          }
        });
  }

  private static void kill() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
