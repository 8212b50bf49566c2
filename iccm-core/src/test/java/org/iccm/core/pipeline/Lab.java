package org.iccm.core.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.iccm.api.Iccm;
import org.iccm.api.IccmBuilder;
import org.iccm.api.application.SourceFile;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.testkit.doubles.ScriptedContextEngineer;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.doubles.SettableClock;
import org.iccm.testkit.sample.SampleApplication;

/**
 * Iccms over one SQLite store in a directory, made of doubles; each can be opened several times.
 */
final class Lab {
  static final String RIGHT = SampleApplication.answer(SampleApplication.SOURCE);
  static final String WRONG = SampleApplication.answer(SampleApplication.PARTLY_WRONG_SOURCE);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final SettableClock clock = new SettableClock();
  private final Path directory;

  Lab(Path directory) {
    this.directory = directory;
  }

  /** An Iccm with engineer {@code terse} and whatever else is set. */
  Iccm open(Consumer<IccmBuilder> parts) {
    IccmBuilder builder =
        Iccm.builder()
            .environment(Map.of())
            .workDirectory(directory.resolve("work"))
            .cacheDirectory(directory.resolve("cache"))
            .clock(clock)
            .engineer("terse", terse());
    parts.accept(builder);
    return builder.build();
  }

  Iccm open(ScriptedLlmBackend model, ScriptedTestRunner runner) {
    return open(b -> b.llm("m", model).runner(runner));
  }

  static ScriptedContextEngineer terse() {
    return ScriptedContextEngineer.always("terse", "It labels and counts jars.");
  }

  /** A runner that knows the sample application, right and partly wrong. */
  static ScriptedTestRunner.Builder runner() {
    return ScriptedTestRunner.builder().concurrency(2).otherwise(Lab::judge);
  }

  static TestReport judge(TestRun run) {
    String text = String.join("\n", run.files().stream().map(SourceFile::text).toList());
    if (text.contains(SampleApplication.SOURCE.strip())) {
      return ScriptedTestRunner.passing(run, id -> true);
    }
    if (text.contains(SampleApplication.PARTLY_WRONG_SOURCE.strip())) {
      return ScriptedTestRunner.passing(run, id -> !id.value().contains("test_room_"));
    }
    return ScriptedTestRunner.ended(run, RunOutcome.CANDIDATE_BROKEN);
  }

  static boolean isOriginal(TestRun run) {
    return run.testIds().isEmpty();
  }

  static RolloutRequest.Builder request(String... engineers) {
    return RolloutRequest.builder(
            "run-1",
            List.of(SampleApplication.application()),
            engineers.length == 0 ? List.of("terse") : List.of(engineers))
        .contextBudget(400);
  }

  /** Submits, takes every rollout, closes. */
  static List<Rollout> finish(Iccm iccm, RolloutRequest request) {
    try (RolloutBatch batch = iccm.rollouts().submit(request)) {
      return drain(batch);
    }
  }

  static List<Rollout> drain(RolloutBatch batch) {
    List<Rollout> all = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!batch.isDone()) {
      Optional<Rollout> next = batch.next(Duration.ofSeconds(1));
      next.ifPresent(all::add);
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the batch did not end; so far " + all.size() + " rollouts");
      }
    }
    return all;
  }
}
