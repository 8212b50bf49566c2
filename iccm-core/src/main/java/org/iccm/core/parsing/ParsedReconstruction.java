package org.iccm.core.parsing;

import java.util.List;
import java.util.Optional;
import org.iccm.api.application.SourceFile;
import org.iccm.api.rollout.RolloutOutcome;

/**
 * What could be read of an answer. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ParsedReconstruction {
  private final List<SourceFile> files;
  private final List<String> notes;
  private final boolean truncated;

  ParsedReconstruction(List<SourceFile> files, List<String> notes, boolean truncated) {
    this.files = List.copyOf(files);
    this.notes = List.copyOf(notes);
    this.truncated = truncated;
  }

  /**
   * The files, in order of appearance, no path twice.
   *
   * @return possibly none
   */
  public List<SourceFile> files() {
    return files;
  }

  /**
   * What could not be used, or was understood by a guess, with the answer's lines.
   *
   * @return one sentence each
   */
  public List<String> notes() {
    return notes;
  }

  /**
   * Whether the answer seems cut: its last fence is not closed. What there is of the last file is
   * among the files.
   *
   * @return true if it seems cut
   */
  public boolean truncated() {
    return truncated;
  }

  /**
   * What the rollout has come to if nothing could be read.
   *
   * @return UNPARSEABLE or TRUNCATED without files, else empty
   */
  public Optional<RolloutOutcome> hint() {
    if (!files.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(truncated ? RolloutOutcome.TRUNCATED : RolloutOutcome.UNPARSEABLE);
  }
}
