package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both versions, over directories that look like the kernel's. */
class CgroupsTest {
  @TempDir Path root;

  private Path directory(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  @Test
  void findsVersionOneBelowItsOwnGroup() throws IOException {
    Path memory = directory("memory/service");
    Path pids = directory("pids");
    String mounts =
        "30 25 0:26 / %s/memory rw - cgroup cgroup rw,memory\n".formatted(root)
            + "31 25 0:27 / %s/pids rw - cgroup cgroup rw,pids\n".formatted(root)
            + "32 25 0:28 / %s/unified rw - cgroup2 cgroup2 rw\n".formatted(root);
    Cgroups found = Cgroups.find("4:memory:/service\n8:pids:/\n0::/\n", mounts);
    assertThat(found.has(Cgroups.MEMORY)).isTrue();
    assertThat(found.has(Cgroups.PIDS)).isTrue();
    assertThat(found.has(Cgroups.CPU)).isFalse();
    Cgroups.Group group = found.group(3);
    assertThat(group.entrances())
        .containsExactlyInAnyOrder(
            memory + "/iccm-warm-3/cgroup.procs", pids + "/iccm-warm-3/cgroup.procs");
    Path control = memory.resolve("iccm-warm-3/memory.oom_control");
    Files.writeString(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    group.limit(1 << 20, 7, 1.0);
    assertThat(memory.resolve("iccm-warm-3/memory.limit_in_bytes")).hasContent("1048576");
    assertThat(pids.resolve("iccm-warm-3/pids.max")).hasContent("7");
    assertThat(group.outOfMemory()).isFalse();
    Files.writeString(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
    assertThat(group.outOfMemory()).isTrue();
  }

  @Test
  void findsVersionTwoBesideItsOwnGroup() throws IOException {
    Path slice = directory("user.slice");
    Path own = directory("user.slice/session.scope");
    Files.writeString(slice.resolve("cgroup.subtree_control"), "memory pids\n");
    Files.writeString(own.resolve("cgroup.subtree_control"), "\n");
    String mounts = "30 25 0:26 / %s rw - cgroup2 cgroup2 rw\n".formatted(root);
    Cgroups found = Cgroups.find("0::/user.slice/session.scope\n", mounts);
    assertThat(found.has(Cgroups.MEMORY)).isTrue();
    Cgroups.Group group = found.group(0);
    assertThat(group.entrances()).containsExactly(slice + "/iccm-warm-0/cgroup.procs");
    Path events = slice.resolve("iccm-warm-0/memory.events");
    Files.writeString(events, "low 0\noom 0\noom_kill 0\n");
    group.limit(2 << 20, 5, 0.5);
    assertThat(slice.resolve("iccm-warm-0/memory.max")).hasContent("2097152");
    Files.writeString(events, "low 0\noom 1\noom_kill 1\n");
    assertThat(group.outOfMemory()).isTrue();
  }

  @Test
  void partOfAHierarchyInsideAContainerIsUnderstood() throws IOException {
    directory("memory/inner");
    String mounts =
        "30 25 0:26 /docker/abc %s/memory rw - cgroup cgroup rw,memory\n".formatted(root);
    Cgroups found = Cgroups.find("4:memory:/docker/abc/inner\n", mounts);
    assertThat(found.group(0).entrances())
        .containsExactly(root + "/memory/inner/iccm-warm-0/cgroup.procs");
  }

  @Test
  void withoutAnyThereAreNone() throws IOException {
    Cgroups none = Cgroups.find("0::/x\n", "");
    assertThat(none.has(Cgroups.MEMORY)).isFalse();
    Cgroups.Group group = none.group(0);
    group.limit(1, 1, 1);
    assertThat(group.entrances()).isEmpty();
    assertThat(group.outOfMemory()).isFalse();
    assertThat(group.members()).isEmpty();
  }

  @Test
  void slotsAreHeldByOneAtATime() throws IOException {
    Slots slots = new Slots(root.resolve("slots"), Slots.FIRST_USER);
    Set<Integer> numbers = new HashSet<>();
    try (Slots.Slot a = slots.take();
        Slots.Slot b = new Slots(root.resolve("slots"), Slots.FIRST_USER).take()) {
      numbers.add(a.number());
      numbers.add(b.number());
      assertThat(a.user()).isGreaterThan(1 << 20).isNotEqualTo(b.user());
    }
    assertThat(numbers).containsExactlyInAnyOrder(0, 1);
    try (Slots.Slot again = slots.take()) {
      assertThat(again.number()).isZero();
    }
  }
}
