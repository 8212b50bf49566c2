package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SlotsTest {
  @TempDir Path temp;

  private Slots slots() {
    return new Slots(temp.resolve("locks"), Slots.FIRST_USER);
  }

  /** As other processes see it. */
  private boolean isLocked(int number) throws IOException {
    Path file = temp.resolve("locks").resolve(Integer.toString(number));
    String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
    String mine = " " + ProcessHandle.current().pid() + " ";
    return Files.readAllLines(Path.of("/proc/locks")).stream()
        .anyMatch(l -> l.contains(inode) && l.contains(mine));
  }

  @Test
  void heldNumbersStayHeldWhileOthersAreSought() throws IOException {
    try (Slots.Slot first = slots().take()) {
      assertThat(first.number()).isZero();
      assertThat(isLocked(0)).isTrue();
      try (Slots.Slot second = slots().take()) {
        assertThat(second.number()).isEqualTo(1);
        assertThat(slots().take(0)).isEmpty();
        assertThat(isLocked(0)).as("the kernel has not forgotten").isTrue();
        assertThat(second.user()).isEqualTo(first.user() + 16);
      }
      assertThat(isLocked(1)).isFalse();
      assertThat(isLocked(0)).isTrue();
    }
    assertThat(isLocked(0)).isFalse();
    try (Slots.Slot again = slots().take()) {
      assertThat(again.number()).isZero();
    }
  }

  @Test
  void lockFilesThatSomebodyRemovedAreMadeAnew() throws IOException {
    slots().take().close();
    Files.delete(temp.resolve("locks/0"));
    try (Slots.Slot slot = slots().take()) {
      assertThat(slot.number()).isZero();
      assertThat(isLocked(0)).isTrue();
    }
  }
}
