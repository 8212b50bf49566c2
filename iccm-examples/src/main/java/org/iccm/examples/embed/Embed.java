package org.iccm.examples.embed;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.TestGroup;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.harness.dataset.ApplicationReader;

/** The README's example. */
public final class Embed {
  private Embed() {}

  /**
   * Rebuilds one application from gold and from no context.
   *
   * @param myModel a model of the caller's
   * @param directory an application directory
   * @param work where the store goes
   * @param out gets one line per rollout
   */
  public static void run(LlmBackend myModel, Path directory, Path work, PrintStream out) {
    // tag::embed
    try (Iccm iccm =
        Iccm.builder()
            .llm("mine", myModel) // an object of yours, or a provider by name with its settings
            .workDirectory(work)
            .build()) {
      Application app = ApplicationReader.standard().read(directory);
      RolloutRequest plan =
          RolloutRequest.builder("first", List.of(app), List.of("gold", "none")).build();
      try (RolloutBatch batch = iccm.rollouts().submit(plan)) {
        while (!batch.isDone()) {
          batch
              .next(Duration.ofMinutes(1))
              .ifPresent(r -> out.println(r.engineer() + " " + r.score(TestGroup.REPORT)));
        }
      }
    }
    // end::embed
  }
}
