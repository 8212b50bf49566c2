package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.iccm.training.memory.MemoryKind;
import org.iccm.training.memory.MemoryPlan;
import org.iccm.training.memory.MemoryPlanner;
import org.iccm.training.memory.Workload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class ForwardMemoryTest {
  @ParameterizedTest
  @CsvSource({"false, true", "true, true", "false, false", "true, false"})
  @DisplayName("activations and logits are as many bytes as planned, within a tenth")
  void activations(boolean gated, boolean adapter) throws IOException, InterruptedException {
    int rows = ForwardMemory.ROWS;
    int source = ForwardMemory.SOURCE;
    int target = ForwardMemory.TARGET;
    Workload work =
        adapter
            ? Workload.lora(ForwardMemory.LORA, rows, source, target)
            : Workload.full(rows, source, target);
    MemoryPlan plan = MemoryPlanner.of(ForwardMemory.config(gated)).plan(work);
    // Of the logits' three, two are gradients, which are not there yet.
    double planned = plan.bytes(MemoryKind.ACTIVATIONS) + plan.bytes(MemoryKind.LOGITS) / 3.0;
    double measured = 1024.0 * measure(gated, adapter);
    assertThat(planned / measured).as(plan.toString()).isCloseTo(1, within(.1));
  }

  private static long measure(boolean gated, boolean adapter)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String property : System.getProperties().stringPropertyNames()) {
      if (property.startsWith("ai.djl.")) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(
        List.of(ForwardMemory.class.getName(), Boolean.toString(gated), Boolean.toString(adapter)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    // What is freed goes back at once, so that resident memory is live memory.
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
    builder.environment().put("MALLOC_TRIM_THRESHOLD_", "65536");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return Long.parseLong(output.strip());
  }
}
