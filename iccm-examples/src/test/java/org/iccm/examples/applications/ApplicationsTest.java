package org.iccm.examples.applications;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.TestGroup;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.harness.dataset.ApplicationReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled applications keep their promises, shown by the whole loop in a real sandbox. */
class ApplicationsTest {
  private static final List<Application> ALL =
      ApplicationReader.standard().readAll(Path.of("applications"));

  /** Answers with files made from the application that the prompt names. */
  private record Answering(String id, Function<Application, String> answer) implements LlmBackend {
    @Override
    public ModelCard model() {
      return ModelCard.builder(id, "1").local(true).concurrency(4).build();
    }

    @Override
    public Completion complete(CompletionRequest request) {
      String prompt = request.messages().get(request.messages().size() - 1).content();
      Application app =
          ALL.stream()
              .filter(a -> prompt.contains("\"" + a.view().name() + "\""))
              .findFirst()
              .orElseThrow();
      return Completion.builder(answer.apply(app), id, FinishReason.STOP).build();
    }
  }

  @Test
  void thereAreTwelveInThreeTiersWithBothSplitsAndTwoInJava() {
    assertThat(ALL).hasSizeGreaterThanOrEqualTo(14);
    assertThat(ALL.stream().filter(a -> a.view().language().equals("java"))).hasSize(2);
    Map<String, Long> tiers =
        ALL.stream()
            .filter(a -> a.view().language().equals("python"))
            .collect(
                Collectors.groupingBy(
                    a -> a.view().metadata().getOrDefault("tier", ""), Collectors.counting()));
    assertThat(tiers).containsEntry("1", 4L).containsEntry("2", 5L).containsEntry("3", 3L);
    assertThat(ALL.stream().map(Application::split).distinct()).hasSize(2);
    assertThat(ALL).allSatisfy(a -> assertThat(a.gold()).isPresent());
  }

  @Test
  @Tag("sandbox")
  void originalsPassAllTestsAndEmptyCandidatesNone(@TempDir Path work) throws Exception {
    try (Iccm iccm =
        Iccm.builder()
            .llm("original", new Answering("original", ApplicationsTest::original))
            .llm("empty", new Answering("empty", ApplicationsTest::empty))
            .runner("bubblewrap", Map.of())
            .workDirectory(work)
            .build()) {
      List<Rollout> rollouts = new ArrayList<>();
      try (RolloutBatch batch =
          iccm.rollouts()
              .submit(RolloutRequest.builder("t", ALL, List.of("gold", "none")).build())) {
        while (!batch.isDone()) {
          batch.next(Duration.ofSeconds(30)).ifPresent(rollouts::add);
        }
        assertThat(batch.inventories()).hasSize(ALL.size());
        assertThat(batch.inventories().values())
            .allSatisfy(
                i -> {
                  assertThat(i.quarantined()).isEmpty();
                  assertThat(i.failing()).isEmpty();
                  assertThat(i.tests()).hasSizeGreaterThanOrEqualTo(25);
                  assertThat(i.tests(TestGroup.REWARD)).hasSizeGreaterThanOrEqualTo(8);
                  assertThat(i.tests(TestGroup.REPORT)).hasSizeGreaterThanOrEqualTo(8);
                });
      }
      assertThat(rollouts).hasSize(ALL.size() * 4);
      assertThat(rollouts)
          .allSatisfy(
              r ->
                  assertThat(r.gate().orElseThrow().admitted())
                      .as("%s by %s: %s", r.applicationId(), r.engineer(), r.gate())
                      .isTrue());
      for (Rollout r : rollouts) {
        double expected = r.model().equals("original") ? 1 : 0;
        assertThat(r.score(TestGroup.REWARD))
            .as("%s %s", r.applicationId(), r.detail())
            .hasValue(expected);
        assertThat(r.score(TestGroup.REPORT))
            .as("%s %s", r.applicationId(), r.detail())
            .hasValue(expected);
        if (r.model().equals("original")) {
          assertThat(r.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
        }
      }
      // gold's and none's answers are the same files: each is run once
      assertThat(rollouts.stream().filter(Rollout::runCached).count())
          .isGreaterThanOrEqualTo(ALL.size() * 2L);
    }
  }

  private static String original(Application app) {
    return blocks(app, Function.identity());
  }

  private static String empty(Application app) {
    return blocks(app, text -> "");
  }

  private static String blocks(Application app, Function<String, String> text) {
    return app.view().sources().stream()
        .map(f -> "```" + fence(app) + f.path() + "\n" + text.apply(f.text()) + "\n```\n")
        .collect(Collectors.joining("\n"));
  }

  private static String fence(Application app) {
    return app.view().language().equals("java") ? "java\n// file: " : "python\n# file: ";
  }
}
