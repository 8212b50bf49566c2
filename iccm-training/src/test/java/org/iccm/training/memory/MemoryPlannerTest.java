package org.iccm.training.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.weights.SafetensorsReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlannerTest {
  private static final LoraConfig LORA = LoraConfig.builder().rank(16).dropout(0).build();

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(T5Size.class)
  @DisplayName("weights, gradients and moments follow from the count of parameters")
  void parameters(T5Size size) {
    long count = size.config().parameters();
    MemoryPlanner planner = MemoryPlanner.of(size.config());
    MemoryPlan full = planner.plan(Workload.full(2, 64, 32).accumulation(2));
    assertThat(full.bytes(MemoryKind.WEIGHTS)).isEqualTo(4 * count);
    assertThat(full.bytes(MemoryKind.GRADIENTS)).isEqualTo(4 * count);
    assertThat(full.bytes(MemoryKind.MOMENTS)).isEqualTo(8 * count);
    MemoryPlan lora = planner.plan(Workload.lora(LORA, 2, 64, 32));
    assertThat(lora.bytes(MemoryKind.FROZEN_WEIGHTS)).isEqualTo(4 * count);
    assertThat(planner.plan(Workload.inference(1, 8, 8)).bytes(MemoryKind.WEIGHTS))
        .isEqualTo(4 * count);
    assertThat(full.parts().values().stream().mapToLong(n -> n).sum()).isEqualTo(full.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {".*", ".*[qv]", ".*wi_0|.*EncDecAttention.o"})
  @DisplayName("an adapter has as many bytes as its file")
  void adapter(String pattern) {
    LoraConfig lora = LoraConfig.builder().rank(3).pattern(pattern).build();
    long numbers = 0;
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 1)) {
      model.addAdapter("a", lora, 1);
      model.saveAdapter("a", directory);
      try (SafetensorsReader file =
          SafetensorsReader.open(directory.resolve("adapter_model.safetensors"))) {
        for (String name : file.names()) {
          numbers += file.info(name).elements();
        }
      }
    }
    MemoryPlan plan = MemoryPlanner.of(T5Size.TEST.config()).plan(Workload.lora(lora, 1, 8, 8));
    assertThat(plan.bytes(MemoryKind.ADAPTER)).isEqualTo(4 * numbers);
    assertThat(plan.bytes(MemoryKind.MOMENTS)).isEqualTo(8 * numbers);
  }

  @ParameterizedTest
  @EnumSource(T5Size.class)
  @DisplayName("more rows, longer texts and more beams never take less")
  void monotonic(T5Size size) {
    MemoryPlanner planner = MemoryPlanner.of(size.config());
    FitTable.standardWorkloads()
        .forEach(
            (use, work) -> {
              long before = 0;
              for (int n = 1; n <= 64; n *= 2) {
                long rows = planner.plan(work.batch(n)).bytes();
                assertThat(rows).as(use + " rows " + n).isGreaterThanOrEqualTo(before);
                before = rows;
              }
              long short16 = planner.plan(work.lengths(16, 8)).bytes();
              long longer = planner.plan(work.lengths(1024, 8)).bytes();
              assertThat(longer).as(use + " source").isGreaterThanOrEqualTo(short16);
              assertThat(planner.plan(work.lengths(1024, 512)).bytes())
                  .as(use + " target")
                  .isGreaterThanOrEqualTo(longer);
            });
    Workload many = Workload.inference(4, 512, 64);
    assertThat(planner.plan(many.beams(4)).bytes())
        .isGreaterThanOrEqualTo(planner.plan(many).bytes());
  }

  @Test
  @DisplayName("checkpointing takes less, dropout more")
  void switches() {
    MemoryPlanner planner = MemoryPlanner.of(T5Size.BASE.config());
    Workload work = Workload.lora(LORA, 8, 512, 128);
    long bytes = planner.plan(work).bytes();
    assertThat(planner.plan(work.checkpointing(true)).bytes()).isLessThan(bytes * 2 / 3);
    assertThat(planner.plan(work.dropout(true)).bytes()).isGreaterThan(bytes);
    assertThat(planner.plan(work.accumulation(8)).bytes()).isBetween(bytes, bytes * 21 / 20);
  }

  @Test
  @DisplayName("the largest batch fits and the next one does not; what does not fit has a way out")
  void search() {
    MemoryPlanner planner = MemoryPlanner.of(T5Size.BASE.config());
    MemoryDevice device = MemoryDevice.ofGibibytes("card", 8);
    Workload work = Workload.lora(LORA, 64, 512, 128);
    int rows = planner.largestBatch(work, device);
    assertThat(planner.plan(work.batch(rows)).fits(device)).isTrue();
    assertThat(planner.plan(work.batch(rows + 1)).fits(device)).isFalse();
    int source = planner.longestSource(work.batch(2), device);
    assertThat(planner.plan(work.batch(2).lengths(source, source / 4)).fits(device)).isTrue();
    assertThat(planner.changes(work, device)).anyMatch(c -> c.contains("batch"));
    assertThat(planner.changes(work.batch(1), device)).isEmpty();
    assertThat(planner.changes(Workload.full(1, 64, 64), MemoryDevice.ofGibibytes("small", 1)))
        .singleElement()
        .asString()
        .contains("LoRA");
    assertThat(planner.largestBatch(work, new MemoryDevice("none", 1))).isZero();
  }

  @Test
  void table() {
    Map<String, MemoryPlanner> planners = new LinkedHashMap<>();
    planners.put("base", MemoryPlanner.of(T5Size.BASE.config()));
    String table =
        FitTable.of(
            planners, FitTable.standardWorkloads(), List.of(MemoryDevice.ofGibibytes("card", 4)));
    assertThat(table).contains("card (4.0 GiB)", "| base | full |", "fits; to batch", "no: ");
    assertThat(MemoryDevice.host().bytes()).isPositive();
  }

  @Test
  void values() {
    assertThatThrownBy(() -> Workload.inference(0, 1, 1)).hasMessageContaining("batch");
    assertThatThrownBy(() -> new MemoryDevice("x", 0)).hasMessageContaining("bytes");
    assertThat(MemoryPlanner.of(T5Size.TEST.config()).plan(Workload.full(1, 8, 8)).toString())
        .contains("MiB", "AdamW moments");
  }
}
