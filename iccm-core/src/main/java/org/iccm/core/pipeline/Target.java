package org.iccm.core.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.core.prompt.UnitFrames;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout rebuilds.
 *
 * @param app the application
 * @param task one unit of it, or null for the whole
 */
record Target(Application app, @Nullable UnitTask task) {
  /**
   * A unit to rebuild.
   *
   * @param id its name
   * @param code what the original has under that name; null if nothing
   * @param tests the tests that count and reach it
   * @param frames what is shown around it
   * @param refusal why it cannot be judged; empty if it can
   */
  record UnitTask(
      UnitId id,
      @Nullable CodeUnit code,
      List<TestId> tests,
      @Nullable UnitFrames frames,
      String refusal) {
    /** A unit that nothing can be said of. */
    static UnitTask refused(UnitId id, String refusal) {
      return new UnitTask(id, null, List.of(), null, refusal);
    }
  }

  Scope scope() {
    return task == null ? Scope.APPLICATION : Scope.UNIT;
  }

  Set<UnitId> units() {
    return task == null ? Set.of() : Set.of(task.id());
  }

  Optional<UnitId> unit() {
    return task == null ? Optional.empty() : Optional.of(task.id());
  }

  /** The unit's original; null for the whole application, or if nothing can be said of it. */
  @Nullable CodeUnit code() {
    return task == null ? null : task.code();
  }

  /** Why nothing can be said of it; empty if it can be judged. */
  String refusal() {
    return task == null ? "" : task.refusal();
  }

  /** The tests that judge it. */
  List<TestId> tests(SuiteRuns.Ready ready) {
    return task == null ? ready.inventory().tests() : task.tests();
  }
}
