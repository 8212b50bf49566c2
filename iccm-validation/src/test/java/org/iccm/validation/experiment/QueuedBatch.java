package org.iccm.validation.experiment;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.RolloutService;
import org.jspecify.annotations.Nullable;

/** Set rollouts, then perhaps an error: for faults that a working pipeline has no switch for. */
final class QueuedBatch implements RolloutBatch, RolloutService {
  private final Deque<Rollout> left;
  private final int total;
  private @Nullable RuntimeException last;
  private boolean closed;

  QueuedBatch(int total, List<Rollout> rollouts, @Nullable RuntimeException last) {
    this.total = total;
    this.left = new ArrayDeque<>(rollouts);
    this.last = last;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public RolloutBatch submit(RolloutRequest request) {
    return this;
  }

  @Override
  public Forecast forecast(RolloutRequest request) {
    return Forecast.builder(total).build();
  }

  @Override
  public Optional<Rollout> next(Duration timeout) {
    if (left.isEmpty() && last != null) {
      RuntimeException now = last;
      last = null;
      throw now;
    }
    return Optional.ofNullable(left.poll());
  }

  @Override
  public boolean isDone() {
    return left.isEmpty() && last == null;
  }

  @Override
  public int total() {
    return total;
  }

  @Override
  public Cost cost() {
    return Cost.builder().modelCalls(total - left.size()).build();
  }

  @Override
  public Map<String, Inventory> inventories() {
    return Map.of();
  }

  @Override
  public String tag() {
    return "";
  }

  @Override
  public void cancel() {}

  @Override
  public void close() {
    closed = true;
  }
}
