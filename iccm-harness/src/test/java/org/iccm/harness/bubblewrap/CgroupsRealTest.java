package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.iccm.harness.unprivileged.NeedsRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kernel's own control groups with real processes, in whatever version this machine has; {@code
 * scripts/cgroup2_guest.sh} runs it in a guest with version 2.
 */
@Tag("sandbox")
@NeedsRoot("control groups of version 1 are root's; with version 2 the guest runs it without")
class CgroupsRealTest {
  private static final long MIB = 1 << 20;
  private static final boolean TWO = Boolean.getBoolean("iccm.expectVersionTwo");

  private Cgroups.Group group;
  private List<Path> places;

  @BeforeEach
  void make() throws IOException {
    Cgroups found =
        Cgroups.find(
            Files.readString(Path.of("/proc/self/cgroup")),
            Files.readString(Path.of("/proc/self/mountinfo")));
    assertThat(found.has(Cgroups.MEMORY)).as("memory").isTrue();
    assertThat(found.has(Cgroups.PIDS)).as("pids").isTrue();
    assertThat(found.countsTime()).as("processor time").isTrue();
    // beyond the numbers of slots
    group = found.group(1_000_000 + (int) (ProcessHandle.current().pid() % 1_000_000));
    places = group.entrances().stream().map(p -> Path.of(p).getParent()).toList();
    if (TWO) {
      assertThat(places).hasSize(1);
      assertThat(places.get(0).resolve("memory.max")).exists();
      assertThat(places.get(0).resolve("cgroup.kill")).exists();
    }
  }

  @AfterEach
  void remove() throws Exception {
    group.kill();
    empty();
    for (Path place : places) {
      Files.delete(place);
    }
  }

  /** Waits until nobody is in the group. */
  private void empty() throws InterruptedException {
    for (int i = 0; i < 3000 && !group.members().isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(group.members()).isEmpty();
  }

  /** Starts a script that joins the group first. */
  private Process start(String script) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c"));
    StringBuilder joined = new StringBuilder();
    for (String entrance : group.entrances()) {
      joined.append("echo $$ >'").append(entrance).append("' || exit 77; ");
    }
    command.add(joined + script);
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void memoryOfTheWholeGroupIsLimitedAndTheKillIsCounted() throws Exception {
    group.limit(64 * MIB, 50, 1.0);
    if (TWO) {
      assertThat(places.get(0).resolve("memory.max")).hasContent(Long.toString(64 * MIB));
    }
    assertThat(end(start("head -c 8000000 /dev/zero | tail -c 8000000 | wc -c"))).isZero();
    assertThat(group.outOfMemory()).isFalse();
    // the last part of a stream is kept in memory: two of 50 MB are too much together
    end(
        start(
            "(head -c 50000000 /dev/zero; sleep 5) | tail -c 50000000 | wc -c & "
                + "(head -c 50000000 /dev/zero; sleep 5) | tail -c 50000000 | wc -c & wait"));
    assertThat(group.outOfMemory()).isTrue();
    // version 2 kills all of the group, and counts on while the first are gone already
    empty();
    group.limit(64 * MIB, 50, 1.0);
    assertThat(group.outOfMemory()).as("counted from the next limit on").isFalse();
  }

  @Test
  void processesAreLimited() throws Exception {
    group.limit(256 * MIB, 5, 1.0);
    Process many = start("for i in 1 2 3 4 5 6 7 8 9; do sleep 100 & done; wait");
    assertThat(end(many)).isNotZero().isNotEqualTo(77);
    assertThat(group.members()).hasSizeBetween(1, 5);
  }

  @Test
  void killEndsAllOfThem() throws Exception {
    group.limit(256 * MIB, 50, 1.0);
    Process some = start("setsid sleep 1000 & setsid sleep 1000 & exec sleep 1000");
    for (int i = 0; i < 3000 && group.members().size() < 3; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(group.members()).hasSize(3);
    group.kill();
    assertThat(end(some)).isEqualTo(137);
    empty();
  }

  @Test
  void processorTimeOfEndedProcessesCounts() throws Exception {
    group.limit(256 * MIB, 50, 1.0);
    double before = seconds();
    Process busy = start("for i in 1 2; do timeout 1 sh -c 'while :; do :; done'; done; exit 0");
    assertThat(end(busy)).isZero();
    assertThat(seconds() - before).isBetween(0.02, 30.0);
  }

  private double seconds() throws IOException {
    String text = Files.readString(group.processorTime().orElseThrow());
    return text.startsWith("usage_usec")
        ? Long.parseLong(text.split("\\s+")[1]) / 1e6
        : Long.parseLong(text.strip()) / 1e9;
  }
}
