package org.iccm.harness.bubblewrap;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.WheelsTests;
import org.junit.jupiter.api.Tag;

@Tag("sandbox")
class BubblewrapWheelsTest extends WheelsTests {
  @Override
  protected Box newBox(int concurrency) {
    return BubblewrapRunnerProvider.box(
        Optional.empty(), "bwrap", concurrency, BubblewrapContractTest.cache());
  }

  @Override
  protected Set<String> slots() {
    return ProcessHandle.current()
        .children()
        .map(p -> Long.toString(p.pid()))
        .collect(Collectors.toSet());
  }
}
