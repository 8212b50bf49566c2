package org.iccm.training.loop;

import java.util.List;
import java.util.Objects;

/**
 * How a loop ended. Whatever the end, the newest checkpoint is where it goes on from.
 *
 * @param end the kind of end
 * @param reason why, in words
 * @param updates updates made, without those that a halt undid
 * @param halts why it was halted on its way, in order
 * @since 0.1.0
 */
public record LoopResult(End end, String reason, int updates, List<String> halts) {
  /** Kinds of ends. */
  public enum End {
    /** All updates are made. */
    DONE,
    /** It was asked to ({@link PolicyLoop#stop}). */
    STOPPED,
    /** Validation improves no more. */
    STOPPED_EARLY,
    /** A budget is used up; with a larger one it goes on. */
    BUDGET,
    /** Too many alarms; the state is the last good one. */
    HALTED
  }

  /** Copies the list. */
  public LoopResult {
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(reason, "reason");
    halts = List.copyOf(halts);
  }
}
