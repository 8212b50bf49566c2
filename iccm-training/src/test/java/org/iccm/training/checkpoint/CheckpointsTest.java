package org.iccm.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path directory;

  private static CheckpointContent content(String text) {
    return place -> {
      Files.writeString(place.resolve("a.txt"), text);
      Files.writeString(place.resolve("b.txt"), "b of " + text);
    };
  }

  @Test
  void theNewestIsFoundAndTheOldOnesGo() throws IOException {
    Path root = directory.resolve("deep/root");
    Checkpoints checkpoints = Checkpoints.in(root, 2, 10);
    assertThat(checkpoints.latest()).isEmpty();
    for (int step = 8; step <= 14; step++) {
      checkpoints.write(step, content("step " + step));
    }
    Checkpoint latest = checkpoints.latest().orElseThrow();
    assertThat(latest.step()).isEqualTo(14);
    assertThat(latest.directory().resolve("a.txt")).hasContent("step 14");
    assertThat(names(root))
        .containsExactly("latest", "step-000000000010", "step-000000000013", "step-000000000014");
    assertThat(root.resolve("latest")).hasContent("step-000000000014");
  }

  @Test
  @DisplayName("a torn, changed, shortened or unsealed checkpoint is passed over")
  void damage() throws IOException {
    List<Path> written = new ArrayList<>();
    Checkpoints checkpoints = Checkpoints.in(directory, 9, 0);
    for (int step = 1; step <= 5; step++) {
      written.add(checkpoints.write(step, content("step " + step)).directory());
    }
    Files.writeString(written.get(4).resolve("a.txt"), "step 6");
    assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(4);
    Files.delete(written.get(3).resolve("b.txt"));
    assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(3);
    Files.delete(written.get(2).resolve("manifest.json"));
    assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(2);
    Files.writeString(written.get(1).resolve("manifest.json"), "{\"format\":1,\"fil");
    assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(1);
    Files.writeString(written.get(0).resolve("manifest.json"), "{\"format\":2,\"files\":[]}");
    assertThat(checkpoints.latest()).isEmpty();
  }

  @Test
  void theSameStepIsReplaced() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(directory, 2, 0);
    checkpoints.write(1, content("old"));
    checkpoints.write(1, content("new"));
    assertThat(checkpoints.latest().orElseThrow().directory().resolve("a.txt")).hasContent("new");
    assertThat(names(directory)).containsExactly("latest", "step-000000000001");
  }

  @Test
  @DisplayName("content that fails leaves the others and, after the next, nothing of its own")
  void failingContent() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(directory, 2, 0);
    checkpoints.write(1, content("one"));
    assertThatThrownBy(
            () ->
                checkpoints.write(
                    2,
                    place -> {
                      Files.writeString(place.resolve("a.txt"), "half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("disk full")
        .hasMessageContaining("free space");
    assertThat(checkpoints.latest().orElseThrow().step()).isEqualTo(1);
    checkpoints.write(3, content("three"));
    assertThat(names(directory))
        .containsExactly("latest", "step-000000000001", "step-000000000003");
    assertThatThrownBy(() -> checkpoints.write(-1, content("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Checkpoints.in(directory, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("stopped between any two changes of the disk, one of the two states is found")
  void everyBoundary() throws IOException {
    class Stop extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }
    int boundary = 0;
    boolean stopped = true;
    while (stopped) {
      Path root = directory.resolve("root" + boundary);
      Checkpoints.in(root, 1, 0).write(1, content("one"));
      int[] left = {boundary++};
      Checkpoints stopping =
          new Checkpoints(
              root,
              1,
              0,
              what -> {
                if (left[0]-- == 0) {
                  throw new Stop();
                }
              });
      try {
        stopping.write(2, content("two"));
        stopped = false;
      } catch (Stop e) {
        stopped = true;
      }
      Checkpoint found = Checkpoints.in(root, 1, 0).latest().orElseThrow();
      assertThat(found.directory().resolve("a.txt")).hasContent(found.step() == 1 ? "one" : "two");
      Checkpoints.in(root, 1, 0).write(3, content("three"));
      assertThat(names(root)).containsExactly("latest", "step-000000000003");
    }
    assertThat(boundary).isGreaterThan(10);
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> paths = Files.list(root)) {
      return paths.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
