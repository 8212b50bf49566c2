package org.iccm.training.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.iccm.training.lora.LoraConfig;

/**
 * What fits on devices, as text: for each model and use the plan's GiB and, device by device, the
 * most rows, the longest source, or what to change.
 *
 * @since 0.1.0
 */
public final class FitTable {
  private static final double GIBIBYTE = 1L << 30;

  private FitTable() {}

  /**
   * Uses that most people ask for: generation of 64 tokens from 512 for one row and four; LoRA of
   * rank 16 on q and v, then on all layers, and full training, on 2 rows of 256 and 128 tokens.
   *
   * @return uses by name, in order
   */
  public static Map<String, Workload> standardWorkloads() {
    LoraConfig narrow = LoraConfig.builder().rank(16).dropout(0).targets(List.of("q", "v")).build();
    LoraConfig wide = LoraConfig.builder().rank(16).dropout(0).pattern(".*").build();
    Map<String, Workload> all = new LinkedHashMap<>();
    all.put("inference", Workload.inference(1, 512, 64));
    all.put("inference, 4 rows", Workload.inference(4, 512, 64));
    all.put("LoRA q,v", Workload.lora(narrow, 2, 256, 128));
    all.put("LoRA q,v, checkpointing", Workload.lora(narrow, 2, 256, 128).checkpointing(true));
    all.put("LoRA all, checkpointing", Workload.lora(wide, 2, 256, 128).checkpointing(true));
    all.put("full", Workload.full(2, 256, 128));
    all.put("full, checkpointing", Workload.full(2, 256, 128).checkpointing(true));
    return all;
  }

  /**
   * Makes the table in Markdown.
   *
   * @param planners models by name, in order
   * @param workloads uses by name, in order
   * @param devices where, in order
   * @return lines of a table
   */
  public static String of(
      Map<String, MemoryPlanner> planners,
      Map<String, Workload> workloads,
      List<MemoryDevice> devices) {
    StringBuilder text = new StringBuilder("| model | use | GiB |");
    StringBuilder rule = new StringBuilder("|---|---|---|");
    for (MemoryDevice device : devices) {
      text.append(
          String.format(Locale.ROOT, " %s (%.1f GiB) |", device.name(), device.bytes() / GIBIBYTE));
      rule.append("---|");
    }
    text.append('\n').append(rule).append('\n');
    planners.forEach(
        (model, planner) ->
            workloads.forEach(
                (use, work) -> {
                  double need = planner.plan(work).bytes() / GIBIBYTE;
                  text.append(String.format(Locale.ROOT, "| %s | %s | %.2f |", model, use, need));
                  for (MemoryDevice device : devices) {
                    text.append(' ').append(answer(planner, work, device)).append(" |");
                  }
                  text.append('\n');
                }));
    return text.toString();
  }

  private static String answer(MemoryPlanner planner, Workload work, MemoryDevice device) {
    if (planner.plan(work).fits(device)) {
      return String.format(
          Locale.ROOT,
          "fits; to batch %,d or source %,d",
          planner.largestBatch(work, device),
          planner.longestSource(work, device));
    }
    return "no: " + String.join("; or ", planner.changes(work, device));
  }
}
