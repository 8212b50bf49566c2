package org.iccm.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.GateFinding;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What version 1 wrote is read and written like that for ever. */
class StoredBodiesTest {
  record Example(String name, Object body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Example> examples() {
    List<SourceFile> files = List.of(new SourceFile("a.py", "x = 'é'\n"));
    return List.of(
        new Example(
            "application", new ApplicationRows.Body(1, "n", "d", files, Map.of("licence", "MIT"))),
        new Example(
            "context",
            new ContextRows.Body(
                1,
                Map.of("writer", "w"),
                new ContextRows.Verdict(
                    false, 12, 10, 0.5, 0.25, List.of(new GateFinding("budget", 12, 10, "m"))))),
        new Example("context-outside-the-gate", new ContextRows.Body(1, Map.of(), null)),
        new Example(
            "requirement",
            new ContextRows.RequirementBody(1, "t\u0000", List.of(new UnitId("a.py", "F.g")))),
        new Example(
            "completion", new CompletionRows.Body(1, "text", "model", "stop", "id", 1500, 2)),
        new Example(
            "completion-without-id", new CompletionRows.Body(1, "", "model", "", null, 0, 1)),
        new Example("reconstruction", new ReconstructionRows.Body(1, files, List.of("note"))),
        new Example(
            "run",
            new RunRows.Body(
                1,
                List.of(new RunRows.Result("t::a", TestStatus.FAILED, 7, "m")),
                9,
                "out",
                "why",
                IsolationMode.IN_PROCESS)),
        new Example(
            "inventory",
            new InventoryRows.Body(
                1,
                List.of(new TestId("a")),
                List.of(),
                List.of(new TestId("b")),
                5,
                3,
                null,
                null,
                null)),
        new Example(
            "reach",
            new ReachRows.Body(
                1,
                List.of(new TestId("a"), new TestId("b")),
                List.of(new ReachRows.Unit(new UnitId("a.py", "F.g"), List.of(1), List.of(0, 1))),
                Map.of("c", "why"))),
        new Example("signal", new SignalRows.Body(1, Map.of("k", "v"))),
        new Example("batch", new BatchRows.Body(1, "tag")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void keep_their_form(Example example) throws IOException {
    Properties golden = new Properties();
    try (var in = StoredBodiesTest.class.getResourceAsStream("bodies-v1.properties")) {
      golden.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    Json json = new Json("here");
    assertThat(json.write(example.body())).isEqualTo(golden.getProperty(example.name()));
    assertThat(
            json.read(
                golden.getProperty(example.name()),
                example.body().getClass().asSubclass(Json.Versioned.class)))
        .isEqualTo(example.body());
  }
}
