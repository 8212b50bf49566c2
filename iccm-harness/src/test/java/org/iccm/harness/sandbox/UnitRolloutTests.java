package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.UnitKind;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.dataset.ApplicationReader;
import org.iccm.harness.language.TestPython;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundled applications rebuilt unit by unit, through the whole pipeline: with the original's own
 * units everything passes, with units that do nothing little does.
 */
public abstract class UnitRolloutTests extends Sandboxed {
  private static final Pattern ASKED = Pattern.compile("is missing in .*?\": ([\\w.]+)\\. ");

  @TempDir static Path work;

  private static Application application(String id) {
    return ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications")).stream()
        .filter(a -> a.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The unit that a prompt asks for. */
  private static CodeUnit asked(
      CompletionRequest request, Map<String, CodeUnit> units, Application app) {
    String user = request.messages().get(1).content();
    Matcher m = ASKED.matcher(user);
    assertThat(m.find()).as(user).isTrue();
    CodeUnit unit = units.get(m.group(1));
    assertThat(unit).as("a unit of the original: %s", m.group(1)).isNotNull();
    // the frame may not hold what is to be written; heads of members are told
    String frame = user.substring(0, user.indexOf("Requirements:"));
    String source =
        app.view().sources().stream().map(SourceFile::text).collect(Collectors.joining());
    unit.text()
        .lines()
        .map(String::strip)
        .filter(l -> l.length() > 20 && !l.matches("(def|class|@).*"))
        .filter(l -> source.indexOf(l) == source.lastIndexOf(l))
        .forEach(l -> assertThat(frame).as(l).doesNotContain(l));
    return unit;
  }

  private List<Rollout> rebuild(Application app, String name, Function<CodeUnit, String> answer) {
    LanguageSupport python = TestPython.at(work.resolve("natives"));
    Map<String, CodeUnit> units =
        app.view().sources().stream()
            .flatMap(f -> python.units(f).stream())
            .collect(Collectors.toMap(u -> u.id().name(), u -> u, (a, b) -> a));
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder(name)
            .answering(r -> "```python\n" + answer.apply(asked(r, units, app)) + "\n```\n")
            .build();
    try (TestRunner runner = newRunner();
        Iccm iccm =
            Iccm.builder()
                .environment(Map.of())
                .llm(name, model)
                .runner(runner)
                .language(python)
                .workDirectory(work.resolve("work"))
                .cacheDirectory(work.resolve("cache"))
                .build();
        RolloutBatch batch =
            iccm.rollouts()
                .submit(
                    RolloutRequest.builder("units", List.of(app), List.of("gold"))
                        .scope(Scope.UNIT)
                        .build())) {
      List<Rollout> all = new ArrayList<>();
      while (!batch.isDone()) {
        batch.next(Duration.ofSeconds(1)).ifPresent(all::add);
      }
      assertThat(all).hasSize(batch.total()).isNotEmpty();
      return all;
    }
  }

  /** The unit's head and nothing else; of a class its members' heads. */
  private static String stub(CodeUnit unit) {
    List<String> lines = unit.text().lines().toList();
    int head = 0;
    while (!lines.get(head).matches("\\s*(async\\s+def|def|class)\\b.*")) {
      head++;
    }
    String decorators = String.join("\n", lines.subList(0, head));
    String body = unit.kind() == UnitKind.CLASS ? "    pass" : "    return None";
    return (decorators.isEmpty() ? "" : decorators + "\n") + unit.signature() + ":\n" + body;
  }

  private void assertUnitsCount(String id) {
    Application app = application(id);
    List<Rollout> own = rebuild(app, "own", CodeUnit::text);
    for (Rollout r : own) {
      assertThat(r.outcome()).as(r.units() + " " + r.detail()).isEqualTo(RolloutOutcome.COMPLETED);
      assertThat(r.score(TestGroup.REWARD)).as(r.units().toString()).hasValue(1);
      assertThat(r.passed(TestGroup.REPORT)).isEqualTo(r.total(TestGroup.REPORT));
      assertThat(r.report().orElseThrow().isolation()).isEqualTo(IsolationMode.ISOLATED);
    }
    List<Rollout> nothing = rebuild(app, "stubs", UnitRolloutTests::stub);
    assertThat(nothing).hasSameSizeAs(own);
    double mean =
        nothing.stream()
            .mapToDouble(r -> r.score(TestGroup.REWARD).orElseThrow())
            .average()
            .orElseThrow();
    System.out.printf("%s: %d units, stubs score %.2f%n", id, own.size(), mean);
    assertThat(mean).isLessThan(.3);
    assertThat(nothing)
        .allSatisfy(
            r ->
                assertThat(r.passed(TestGroup.REWARD) + r.passed(TestGroup.REPORT))
                    .as(r.units().toString())
                    .isLessThan(r.inventory().size()));
  }

  @Test
  void functions() {
    assertUnitsCount("bead-loom");
  }

  @Test
  void classesAndMethodsOfSeveralFiles() {
    assertUnitsCount("tool-shed");
  }
}
