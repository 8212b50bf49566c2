package org.iccm.core.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.iccm.api.Iccm;
import org.iccm.api.IccmBuilder;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.UnitPlan;
import org.iccm.api.rollout.UnitSelection;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;

/** The jam shelf, rebuilt by functions: what its tests reach goes by their names. */
final class UnitLab {
  static final UnitId ROOM = new UnitId(SampleApplication.PATH, "room");
  static final UnitId LABEL = new UnitId(SampleApplication.PATH, "label");
  static final UnitId OLDEST = new UnitId(SampleApplication.PATH, "oldest");
  static final String WRONG_ROOM = "def room(jars, boards):\n    return boards * 7 - jars\n";
  private static final SourceFile SOURCE =
      new SourceFile(SampleApplication.PATH, SampleApplication.SOURCE);

  private final Lab lab;

  UnitLab(Path directory) {
    this.lab = new Lab(directory);
  }

  /** No test reaches oldest. */
  static Reach reach(TestRun run, List<CodeUnit> units) {
    Reach.Builder reach = Reach.builder(units.stream().map(CodeUnit::id).toList());
    for (TestId test : run.testIds()) {
      reach.test(
          test,
          units.stream()
              .map(CodeUnit::id)
              .filter(u -> test.value().contains("test_" + u.name()) && !u.equals(OLDEST))
              .toList(),
          List.of());
    }
    return reach.build();
  }

  static ScriptedTestRunner.Builder runner() {
    return ScriptedTestRunner.builder()
        .concurrency(2)
        .otherwise(UnitLab::judge)
        .reach(UnitLab::reach);
  }

  /** Without the lowest board's two, the tests of two boards and of none below zero fail. */
  static TestReport judge(TestRun run) {
    String text = run.files().get(0).text();
    boolean right = text.contains("boards * 7 - 2 - jars");
    return ScriptedTestRunner.passing(
        run, id -> right || !id.value().contains("test_room_") || id.value().endsWith("board"));
  }

  Iccm open(ScriptedLlmBackend model, ScriptedTestRunner runner) {
    return open(b -> b.llm("m", model).runner(runner));
  }

  Iccm open(Consumer<IccmBuilder> parts) {
    return lab.open(
        b -> parts.accept(b.engineer("gold", "gold", Map.of()).language(new SplicingPython())));
  }

  /** The original's text of the function that a prompt asks for. */
  static String original(CompletionRequest request) {
    return fenced(new SplicingPython().unit(SOURCE, asked(request)).text());
  }

  static UnitId asked(CompletionRequest request) {
    String user = request.messages().get(1).content();
    return List.of(ROOM, LABEL, OLDEST).stream()
        .filter(u -> user.contains("\"Jam shelf\": " + u.name() + "."))
        .findFirst()
        .orElseThrow(() -> new AssertionError("asked for no function: " + user));
  }

  static String fenced(String code) {
    return "```python\n" + code + "\n```\n";
  }

  /** A model that gives the original's functions, but for those that have another answer. */
  static ScriptedLlmBackend model(Map<UnitId, String> others) {
    return model(r -> others.getOrDefault(asked(r), original(r)));
  }

  static ScriptedLlmBackend model(Function<CompletionRequest, String> answers) {
    return ScriptedLlmBackend.builder("m").answering(answers).build();
  }

  static RolloutRequest.Builder request(UnitSelection units) {
    return RolloutRequest.builder(
            "run-1", List.of(SampleApplication.application()), List.of("gold"))
        .contextBudget(400)
        .scope(Scope.UNIT)
        .units(UnitPlan.builder().units(units).build());
  }

  static EngineeredContext context(Requirement... requirements) {
    return EngineeredContext.builder(List.of(requirements)).build();
  }

  static Requirement about(String text, UnitId... units) {
    return Requirement.builder(RequirementKind.FUNCTIONAL, text).units(Set.of(units)).build();
  }

  /** The jam shelf under other names. */
  static List<Application> shelves(int count) {
    List<Application> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Application one = SampleApplication.application();
      String id = SampleApplication.ID + "-" + i;
      ApplicationView view = one.view();
      all.add(
          Application.builder(
                  ApplicationView.builder(id, view.name(), view.description(), view.language())
                      .sources(view.sources())
                      .build(),
                  TestSuite.builder(id, "python", one.suite().files()).build())
              .gold(one.gold().orElseThrow())
              .build());
    }
    return all;
  }
}
