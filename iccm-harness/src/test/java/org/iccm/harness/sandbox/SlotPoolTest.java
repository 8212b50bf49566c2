package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.iccm.api.testing.ResourceLimits;
import org.junit.jupiter.api.Test;

class SlotPoolTest {
  private final List<Process> started = new CopyOnWriteArrayList<>();

  /** A process that says nothing. */
  private final class Silent implements Envelope {
    private final Process process;

    Silent() {
      try {
        process = new ProcessBuilder("sleep", "600").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      started.add(process);
    }

    @Override
    public Map<String, Object> setup() {
      return Map.of();
    }

    @Override
    public InputStream in() {
      return process.getInputStream();
    }

    @Override
    public OutputStream out() {
      return process.getOutputStream();
    }

    @Override
    public void limit(ResourceLimits limits, int parents, int fresh) {}

    @Override
    public boolean outOfMemory() {
      return false;
    }

    @Override
    public boolean empty(int parents) {
      return true;
    }

    @Override
    public String complaint() {
      return "";
    }

    @Override
    public void kill() {
      process.destroyForcibly();
    }

    @Override
    public void close() {
      kill();
    }
  }

  private static Job job() {
    return new Job(
        Map.of(), Map.of(), "", Map.of(), Map.of(), "s", ResourceLimits.DEFAULT, Optional.empty());
  }

  @Test
  void aSlotThatNobodyWantsForLongEnds() throws Exception {
    try (SlotPool pool =
        new SlotPool("test", 2, 10, false, Duration.ofMillis(200), j -> new Silent())) {
      try (Box.Slot one = pool.open(job(), () -> false);
          Box.Slot two = pool.open(job(), () -> false)) {
        assertThat(one).isNotSameAs(two);
      }
      assertThat(started).hasSize(2);
      for (Process process : started) {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(pool.idle()).isZero();
      // and again, when it had nothing to watch any more
      pool.open(job(), () -> false).close();
      assertThat(started).hasSize(3);
      assertThat(started.get(2).waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSlotThatIsWantedStays() throws Exception {
    try (SlotPool pool =
        new SlotPool("test", 2, 10, false, Duration.ofHours(1), j -> new Silent())) {
      for (int i = 0; i < 10; i++) {
        pool.open(job(), () -> false).close();
      }
      assertThat(started).hasSize(1);
      assertThat(started.get(0).isAlive()).isTrue();
    }
    for (Process process : started) {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
