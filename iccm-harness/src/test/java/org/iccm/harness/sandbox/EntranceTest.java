package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntranceTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** The most that were inside together, of many that stay for a moment. */
  private int most(Entrance entrance, long memory) throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(
          threads.submit(
              () -> {
                assertThat(entrance.enter(memory, () -> false)).isTrue();
                peak.accumulateAndGet(inside.incrementAndGet(), Math::max);
                TimeUnit.MILLISECONDS.sleep(5);
                inside.decrementAndGet();
                entrance.leave(Optional.empty());
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get(30, TimeUnit.SECONDS);
    }
    return peak.get();
  }

  @Test
  void asManyAsThePaceAllows() throws Exception {
    assertThat(most(new Entrance(new Pace(3, 9), () -> Long.MAX_VALUE), 1)).isEqualTo(3);
  }

  @Test
  void asManyAsFitIntoMemoryButOneAlways() throws Exception {
    assertThat(most(new Entrance(new Pace(9, 9), () -> 500), 240)).isEqualTo(2);
    assertThat(most(new Entrance(new Pace(9, 9), () -> 0), 240)).isEqualTo(1);
  }

  @Test
  void whoWaitsGoesInWhenMemoryComesBack() throws Exception {
    AtomicLong free = new AtomicLong(0);
    Entrance entrance = new Entrance(new Pace(2, 2), free::get);
    assertThat(entrance.enter(10, () -> false)).isTrue();
    CountDownLatch waits = new CountDownLatch(1);
    Future<Boolean> second =
        threads.submit(
            () ->
                entrance.enter(
                    10,
                    () -> {
                      waits.countDown();
                      return false;
                    }));
    assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
    Future<Boolean> third = threads.submit(() -> entrance.enter(10, () -> second.isDone()));
    free.set(100);
    assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
    // the limit is two: it gives up
    assertThat(third.get(30, TimeUnit.SECONDS)).isFalse();
    entrance.leave(Optional.empty());
    assertThat(entrance.enter(10, () -> false)).isTrue();
  }

  @Test
  void whoIsInterruptedOrCancelledHoldsNobodyUp() throws Exception {
    Entrance entrance = new Entrance(new Pace(1, 1), () -> Long.MAX_VALUE);
    assertThat(entrance.enter(1, () -> false)).isTrue();
    AtomicBoolean cancelled = new AtomicBoolean();
    Future<Boolean> first = threads.submit(() -> entrance.enter(1, cancelled::get));
    Future<Boolean> second = threads.submit(() -> entrance.enter(1, () -> false));
    second.cancel(true);
    Future<Boolean> last = threads.submit(() -> entrance.enter(1, () -> false));
    cancelled.set(true);
    assertThat(first.get(30, TimeUnit.SECONDS)).isFalse();
    entrance.leave(Optional.empty());
    assertThat(last.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void memoryIsWhatTheHostAndEachGroupLeave(@TempDir Path root) throws IOException {
    assertThat(new FreeMemory(root).getAsLong()).isEqualTo(Long.MAX_VALUE);
    write(root, "proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:   8000 kB\n");
    assertThat(new FreeMemory(root).getAsLong()).isEqualTo(8000 << 10);
    write(root, "proc/self/cgroup", "4:cpu,memory:/a/b\n1:name=x:/a\n0::/u\n");
    write(root, "sys/fs/cgroup/memory/a/memory.limit_in_bytes", "5000\n");
    write(root, "sys/fs/cgroup/memory/a/memory.usage_in_bytes", "4000\n");
    write(root, "sys/fs/cgroup/memory/a/memory.stat", "inactive_file 1\ntotal_inactive_file 700\n");
    assertThat(new FreeMemory(root).getAsLong()).isEqualTo(1700);
    write(root, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write(root, "sys/fs/cgroup/memory/memory.usage_in_bytes", "4000\n");
    assertThat(new FreeMemory(root).getAsLong()).isEqualTo(1700);
    write(root, "sys/fs/cgroup/u/memory.max", "max\n");
    write(root, "sys/fs/cgroup/u/memory.current", "10\n");
    assertThat(new FreeMemory(root).getAsLong()).isEqualTo(1700);
    write(root, "sys/fs/cgroup/u/memory.max", "100\n");
    write(root, "sys/fs/cgroup/u/memory.stat", "inactive_file 5\n");
    assertThat(new FreeMemory(root).getAsLong()).isEqualTo(95);
    write(root, "sys/fs/cgroup/u/memory.current", "200\n");
    assertThat(new FreeMemory(root).getAsLong()).isZero();
  }

  private static void write(Path root, String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
