package org.iccm.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.store.Artifacts;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredCompletion;
import org.iccm.api.store.StoredRun;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;

/** Rows of a database that was made before there were scopes. */
final class BeforeScopes {
  private BeforeScopes() {}

  /** Takes the columns away that scopes brought, and the note that they are there. */
  @FunctionalInterface
  interface Removal {
    void run() throws Exception;
  }

  /** What was stored then is read as of whole applications, and stays so. */
  static void areReadAsWholeApplications(Supplier<Store> stores, Removal removal) throws Exception {
    StoredCompletion completion =
        StoredCompletion.builder(
                new CompletionKey("ab".repeat(32)),
                "m",
                "r",
                0,
                Completion.builder("text", "m", FinishReason.STOP).build())
            .build();
    StoredRun run =
        StoredRun.builder(
                new RunKey("cd".repeat(32)),
                "docker",
                TestReport.builder(RunOutcome.COMPLETED).build())
            .build();
    try (Store before = stores.get()) {
      before.artifacts().put(completion);
      before.artifacts().put(run);
    }
    removal.run();
    Artifacts artifacts = stores.get().artifacts();
    assertThat(artifacts.findCompletion(completion.key())).contains(completion);
    assertThat(artifacts.findRun(run.key())).contains(run);
    assertThat(artifacts.findRun(run.key()).orElseThrow().scope()).isEqualTo(Scope.APPLICATION);
    StoredRun unit = run.toBuilder().unit(new UnitId("a.py", "f")).build();
    // the first write of a key wins: an old row stays what it is
    assertThat(artifacts.put(unit)).isEqualTo(run);
  }
}
