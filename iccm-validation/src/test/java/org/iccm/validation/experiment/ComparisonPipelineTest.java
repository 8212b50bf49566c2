package org.iccm.validation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.testkit.doubles.FixedEmbedder;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.IndentedPython;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.validation.report.ReportWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gold, rag and none through core's real pipeline and store, with scripted model and runner. */
class ComparisonPipelineTest {
  private static final String GOOD = "lowest one two fewer";
  private static final String RAG_LINE = "the lowest board takes five";

  @TempDir Path directory;

  private static String answer(CompletionRequest request) {
    String all = String.join("\n", request.messages().stream().map(Message::content).toList());
    if (all.contains("You turn code into requirements")) {
      return "- It tells what " + RAG_LINE + ".\n- It says no more.";
    }
    String source =
        all.contains(GOOD)
            ? SampleApplication.SOURCE
            : all.contains(RAG_LINE)
                ? SampleApplication.PARTLY_WRONG_SOURCE
                : SampleApplication.BROKEN_SOURCE;
    return SampleApplication.answer(source);
  }

  private Iccm iccm(ScriptedLlmBackend model) {
    ScriptedTestRunner runner =
        ScriptedTestRunner.builder().otherwise(ComparisonPipelineTest::run).build();
    return Iccm.builder()
        .llm("m", model)
        .orchestra("m")
        .writer("m")
        .embedder("e", new FixedEmbedder())
        .engineer("gold", "gold", Map.of())
        .engineer("rag", "rag", Map.of("k", 3L))
        .engineer("none", "none", Map.of())
        .runner(runner)
        .store("sqlite", Map.of("file", directory.resolve("store.db")))
        .language(new IndentedPython())
        .workDirectory(directory)
        .build();
  }

  private static TestReport run(TestRun run) {
    String source = run.files().get(0).text();
    if (source.contains("def label(fruit, year:")) {
      return ScriptedTestRunner.ended(run, RunOutcome.CANDIDATE_BROKEN);
    }
    boolean whole = source.contains("boards * 7 - 2 - jars");
    return ScriptedTestRunner.passing(run, t -> whole || !t.value().contains("room"));
  }

  @Test
  void comparesThreeEngineersAndTakesTheSecondRunFromTheStore() throws Exception {
    RolloutRequest request =
        RolloutRequest.builder(
                "pipeline",
                List.of(SampleApplication.application()),
                List.of("gold", "rag", "none"))
            .build();
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .capabilities(java.util.Set.of(Capability.SEED))
            .answering(ComparisonPipelineTest::answer)
            .build();
    ReportWriter report = ReportWriter.into(directory.resolve("report"));
    ComparisonResult first;
    try (Iccm iccm = iccm(model)) {
      first = Comparison.of(iccm.rollouts(), request).listener(report).run();
    }
    assertThat(first.isComplete()).isTrue();
    assertThat(first.rollouts())
        .extracting(r -> r.engineer() + " " + r.outcome() + " " + r.detail())
        .allMatch(r -> r.contains("COMPLETED") || r.startsWith("none CANDIDATE_BROKEN"));
    assertThat(first.engineer("gold").orElseThrow().meanPassRate()).hasValue(1.0);
    assertThat(first.engineer("rag").orElseThrow().meanPassRate().orElseThrow())
        .isCloseTo(.75, within(1e-9));
    assertThat(first.engineer("none").orElseThrow().meanPassRate()).hasValue(0.0);
    assertThat(first.engineer("rag").orElseThrow().calibrated().orElseThrow())
        .isCloseTo(.75, within(1e-9));
    // three rebuilds and one writer call for each of three functions
    assertThat(first.cost().modelCalls()).isEqualTo(6);
    assertThat(Files.readString(report.page())).contains("Complete", RAG_LINE);

    int calls = model.calls();
    try (Iccm iccm = iccm(model)) {
      ComparisonResult second = Comparison.of(iccm.rollouts(), request).run();
      assertThat(second.cost().modelCalls()).isZero();
      assertThat(second.engineer("rag").orElseThrow().meanPassRate())
          .isEqualTo(first.engineer("rag").orElseThrow().meanPassRate());
    }
    assertThat(model.calls()).isEqualTo(calls);
  }
}
