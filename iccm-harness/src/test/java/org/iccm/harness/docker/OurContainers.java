package org.iccm.harness.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What a Java process has at the daemon, asked behind the runner's back. */
record OurContainers(Daemon daemon, long pid) {
  List<Container> all() {
    return daemon
        .commands()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Owner.LABEL, "1", Owner.LABEL + ".process", Long.toString(pid)))
        .exec();
  }

  Set<String> ids() {
    return all().stream().map(Container::getId).collect(Collectors.toSet());
  }

  void awaitOne() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (all().stream().noneMatch(c -> "running".equals(c.getState()))) {
      assertThat(System.nanoTime()).as("no container").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Until all of them run and no other is on its way, as far as can be seen. */
  void awaitSettled() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Set<String> before = Set.of();
    for (int same = 0; same < 10; TimeUnit.MILLISECONDS.sleep(100)) {
      List<Container> now = all();
      Set<String> ids = now.stream().map(Container::getId).collect(Collectors.toSet());
      boolean settled = now.stream().allMatch(c -> "running".equals(c.getState()));
      same = settled && !ids.isEmpty() && ids.equals(before) ? same + 1 : 0;
      before = ids;
      assertThat(System.nanoTime()).as("not settled: " + now).isLessThan(deadline);
    }
  }

  /** Until one of them has ended. */
  void awaitEndOfOne(Set<String> before, String why) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (ids().containsAll(before)) {
      assertThat(System.nanoTime()).as("all still there after " + why).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  void awaitNone() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!all().isEmpty()) {
      assertThat(System.nanoTime()).as("still there: " + all()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
