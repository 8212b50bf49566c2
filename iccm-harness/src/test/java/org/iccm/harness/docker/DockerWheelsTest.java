package org.iccm.harness.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.TestSuite;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.sandbox.WheelsTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docker")
class DockerWheelsTest extends WheelsTests {
  private final Daemon direct = new Daemon(Optional.empty());
  private final OurContainers ours = new OurContainers(direct, ProcessHandle.current().pid());

  @Override
  protected Box newBox(int concurrency) {
    return DockerRunnerProvider.box(Optional.empty(), Optional.empty(), concurrency);
  }

  @Override
  protected Set<String> slots() {
    return ours.all().stream()
        .filter(c -> "running".equals(c.getState()))
        .map(Container::getId)
        .collect(Collectors.toSet());
  }

  private Set<String> volumes() {
    List<InspectVolumeResponse> found =
        direct
            .commands()
            .listVolumesCmd()
            .withFilter("label", List.of(Owner.LABEL + ".process=" + ProcessHandle.current().pid()))
            .exec()
            .getVolumes();
    return found == null
        ? Set.of()
        : found.stream().map(InspectVolumeResponse::getName).collect(Collectors.toSet());
  }

  @AfterEach
  void noVolumeIsLeft() {
    assertThat(volumes()).isEmpty();
    direct.close();
  }

  @Test
  @DisplayName(
      "one volume serves all containers of its packages; removed by others it is made anew")
  void volume() throws Exception {
    TestSuite marks =
        suite("marks", "import quill\n\n\ndef test_it():\n    assert quill.mark\n", lock());
    TestSuite bare = suite("bare", "def test_it():\n    assert True\n");
    try (SandboxRunner runner = runner(1)) {
      assertPasses(runner, marks);
      Set<String> first = volumes();
      assertThat(first).hasSize(1);
      for (int i = 0; i < 2; i++) {
        Set<String> before = ours.ids();
        assertPasses(runner, bare);
        ours.awaitEndOfOne(before, "a run with other packages");
        assertPasses(runner, marks);
        assertThat(volumes()).isEqualTo(first);
      }
      Set<String> before = ours.ids();
      assertPasses(runner, bare);
      ours.awaitEndOfOne(before, "a run with other packages");
      first.forEach(name -> direct.commands().removeVolumeCmd(name).exec());
      assertPasses(runner, marks);
      assertThat(volumes()).hasSize(1).isNotEqualTo(first);
    }
  }
}
