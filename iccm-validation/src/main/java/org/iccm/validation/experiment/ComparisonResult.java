package org.iccm.validation.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.context.Scope;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutRequest;

/**
 * What a comparison has found so far, or in the end. Pass rates are the report group's. Outcomes
 * that are scored zero count as zero; {@code NO_COMPLETION} and {@code INFRASTRUCTURE} are left out
 * and counted; cancelled rollouts are not there. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ComparisonResult {
  private final RolloutRequest request;
  private final List<Rollout> rollouts;
  private final int total;
  private final Cost cost;
  private final Map<String, Inventory> inventories;
  private final Optional<String> stopped;
  private final List<Cell> cells;
  private final List<EngineerResult> engineers;
  private final List<EngineerDifference> differences;

  private ComparisonResult(
      RolloutRequest request,
      List<Rollout> rollouts,
      int total,
      Cost cost,
      Map<String, Inventory> inventories,
      Optional<String> stopped) {
    this.request = request;
    this.rollouts = List.copyOf(rollouts);
    this.total = total;
    this.cost = cost;
    this.inventories = Map.copyOf(inventories);
    this.stopped = stopped;
    Scores scores = new Scores(request, this.rollouts);
    this.cells = scores.cells();
    this.engineers = scores.engineers();
    this.differences = scores.differences();
  }

  /**
   * Sums up rollouts.
   *
   * @param request their plan
   * @param rollouts what is finished, in any order; cancelled ones are dropped
   * @param total how many there will be
   * @param cost what it cost so far
   * @param inventories the tests that count, by application id
   * @param stopped why the rest will not come, if so
   * @return the result
   * @throws IllegalArgumentException if a rollout is of scope UNIT: its pass rate means something
   *     else
   */
  public static ComparisonResult of(
      RolloutRequest request,
      List<Rollout> rollouts,
      int total,
      Cost cost,
      Map<String, Inventory> inventories,
      Optional<String> stopped) {
    for (Rollout r : rollouts) {
      if (r.scope() != Scope.APPLICATION || r.omitted().isPresent()) {
        throw new IllegalArgumentException(
            "a comparison is of whole applications and whole contexts; rollout of "
                + r.applicationId()
                + " by "
                + r.engineer()
                + " is of "
                + (r.scope() == Scope.UNIT ? "unit " + r.units() : "a context with a gap"));
      }
    }
    return new ComparisonResult(
        request, Scores.ordered(request, rollouts), total, cost, inventories, stopped);
  }

  /** Returns the plan. */
  public RolloutRequest request() {
    return request;
  }

  /** Returns the rollouts, in the plan's order of application, engineer, model and sample. */
  public List<Rollout> rollouts() {
    return rollouts;
  }

  /** Returns how many rollouts were planned. */
  public int total() {
    return total;
  }

  /** Returns whether every planned rollout is there. */
  public boolean isComplete() {
    return rollouts.size() >= total;
  }

  /** Returns why the rest will not come, for example a used-up budget. */
  public Optional<String> stopped() {
    return stopped;
  }

  /** Returns what this invocation cost. */
  public Cost cost() {
    return cost;
  }

  /** Returns the tests that count, by application id. */
  public Map<String, Inventory> inventories() {
    return inventories;
  }

  /** Returns the models' instance names, in order. */
  public List<String> models() {
    return Scores.models(request, rollouts);
  }

  /** Returns each engineer x model x application that has a rollout. */
  public List<Cell> cells() {
    return cells;
  }

  /** Returns the engineers, in the plan's order. */
  public List<EngineerResult> engineers() {
    return engineers;
  }

  /**
   * Looks up an engineer.
   *
   * @param name its instance name
   * @return its result, if it is in the plan
   */
  public Optional<EngineerResult> engineer(String name) {
    return engineers.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /** Returns every pair of engineers that share applications. */
  public List<EngineerDifference> differences() {
    return differences;
  }

  /** Returns the pairs without a control outside the gate. */
  public List<EngineerDifference> rankedDifferences() {
    return differences.stream().filter(d -> !leaking(d.first()) && !leaking(d.second())).toList();
  }

  private boolean leaking(String engineer) {
    return engineer(engineer).map(EngineerResult::leaking).orElse(false);
  }
}
