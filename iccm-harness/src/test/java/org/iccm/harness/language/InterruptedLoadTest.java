package org.iccm.harness.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedLoadTest {
  /** Counts where it is the first in its process to parse. */
  @Test
  void anInterruptWhileLoadingLeavesAWorkingParserAndTheFlag(@TempDir Path natives) {
    Thread.currentThread().interrupt();
    PythonParser parser = new PythonParser(natives);
    assertThat(parser.parse("x = 1\n").broken()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(parser.parse("x = 2\n").broken()).isFalse();
  }
}
