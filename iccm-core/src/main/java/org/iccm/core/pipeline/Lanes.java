package org.iccm.core.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;

/** The lanes of a batch, by model. Thread-safe. */
final class Lanes {
  private final Map<String, Lane> lanes = new LinkedHashMap<>();

  /**
   * Lanes in the order of their turns.
   *
   * @param models their models
   * @param stages knows what each can do
   * @param pools makes threads, by name and number
   */
  Lanes(
      List<String> models, CellStages stages, BiFunction<String, Integer, ExecutorService> pools) {
    Lane before = null;
    for (String model : stages.inTurn(models)) {
      int concurrency = stages.concurrency(model);
      Lane lane =
          new Lane(
              model,
              pools.apply("model-" + model, concurrency),
              concurrency,
              stages.local(model) ? before : null);
      lanes.put(model, lane);
      before = stages.local(model) ? lane : before;
    }
  }

  Lane of(String model) {
    Lane lane = lanes.get(model);
    if (lane == null) {
      throw new IllegalStateException("no lane for model " + model);
    }
    return lane;
  }

  /** Adds cells to each lane. */
  void plan(int cells) {
    lanes.values().forEach(l -> l.plan(cells));
  }

  void seal() {
    lanes.values().forEach(Lane::seal);
  }

  /** Cells that will never be answered must not keep the next model waiting. */
  void abandon() {
    lanes.values().forEach(Lane::abandon);
  }
}
