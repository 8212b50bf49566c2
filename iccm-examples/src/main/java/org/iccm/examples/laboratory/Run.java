package org.iccm.examples.laboratory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call while its rules act on it, one after the other. */
final class Run {
  List<Entry> entries;
  final long size;
  final boolean amounts;
  long extra;
  long total;
  @Nullable Object result;
  @Nullable String error;
  boolean touched;

  Run(List<Entry> entries, long size, boolean amounts) {
    this.entries = entries;
    this.size = size;
    this.amounts = amounts;
  }

  /** Whether an error or a special case has ended it. */
  boolean ended() {
    return error != null || result != null;
  }
}
