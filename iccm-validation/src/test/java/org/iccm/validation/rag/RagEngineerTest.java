package org.iccm.validation.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.context.Scope;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.testkit.doubles.FixedEmbedder;
import org.iccm.testkit.doubles.PluginHost;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RagEngineerTest {
  private static final RagSettings SETTINGS =
      new RagSettings(10, 1, .2, Optional.of(Duration.ofMinutes(1)));
  private PluginHost host =
      new PluginHost(
          "rag",
          new Cl100kTokenCounter(),
          ScriptedLlmBackend.always("unused", "-"),
          new FixedEmbedder());
  private ScriptedLlmBackend writer = ScriptedLlmBackend.always("unused", "-");

  @AfterEach
  void close() {
    host.close();
  }

  private RagEngineer engineer(RagSettings settings, Function<CompletionRequest, String> answer) {
    host.close();
    writer =
        ScriptedLlmBackend.builder("writer")
            .capabilities(Set.of(Capability.SEED))
            .answering(answer)
            .build();
    host = new PluginHost("rag", new Cl100kTokenCounter(), writer, new FixedEmbedder());
    return new RagEngineer(settings, host, "writer", "");
  }

  private static String last(CompletionRequest request) {
    List<Message> messages = request.messages();
    return messages.get(messages.size() - 1).content();
  }

  private static ContextRequest.Builder sample(int budget) {
    return ContextRequest.builder(SampleApplication.view(), budget).seed(5);
  }

  @Test
  void tiesEachUnitsLinesToThatUnitInTheSourcesOrder() {
    RagEngineer rag =
        engineer(
            SETTINGS,
            r ->
                last(r).contains("def room")
                    ? "Requirements:\n1. boards is an int.\n2. **constraint**: never below -1.\n"
                    : "- Gives back a text.");
    EngineeredContext context = rag.engineer(sample(400).build());
    assertThat(context.requirements())
        .extracting(r -> r.units().iterator().next().name() + "|" + r.kind() + "|" + r.text())
        .containsExactly(
            "label|FUNCTIONAL|Gives back a text.",
            "room|FUNCTIONAL|boards is an int.",
            "room|CONSTRAINT|never below -1.",
            "oldest|FUNCTIONAL|Gives back a text.");
    assertThat(context.notes().get("retrieved")).contains("shelf.py#room").contains("0.");
    assertThat(context.notes().get("writer")).startsWith("writer@");
  }

  @Test
  void asksOnceAUnitWithTheSeedAndABoundedAnswer() {
    RagEngineer rag = engineer(SETTINGS, r -> "- Something.");
    rag.engineer(sample(200).build());
    assertThat(writer.calls()).isEqualTo(3);
    assertThat(writer.requests())
        .allSatisfy(
            r -> {
              assertThat(r.sampling().temperature()).hasValue(.2);
              assertThat(r.sampling().seed()).isPresent();
              assertThat(r.sampling().maxTokens().orElseThrow()).isLessThan(400);
              assertThat(r.timeout()).contains(Duration.ofMinutes(1));
            });
    assertThat(writer.requests().stream().map(r -> r.sampling().seed()).distinct()).hasSize(3);
  }

  @Test
  void asksSeveralUnitsAtOnceWhereItIsToldTo() {
    RagEngineer rag =
        engineer(
            new RagSettings(10, 2, .2, Optional.of(Duration.ofMinutes(1))), r -> "- Something.");
    EngineeredContext context = rag.engineer(sample(200).build());
    assertThat(writer.calls()).isEqualTo(2);
    assertThat(context.requirements().get(0).units()).hasSize(2);
  }

  @Test
  void retrievesNoMoreThanK() {
    RagEngineer rag =
        engineer(
            new RagSettings(2, 1, .2, Optional.of(Duration.ofMinutes(1))), r -> "- Something.");
    assertThat(rag.engineer(sample(200).build()).notes().get("retrieved").lines()).hasSize(2);
    assertThat(writer.calls()).isEqualTo(2);
  }

  @Test
  void fitsTheBudgetByLeavingOutWholeLinesOfTheWordiest() {
    String wordy =
        IntStream.range(0, 40)
            .mapToObj(i -> "- Step " + i + " does a thing that takes a good many words to say.")
            .collect(Collectors.joining("\n"));
    RagEngineer rag =
        engineer(SETTINGS, r -> last(r).contains("def room") ? wordy : "- Short.\n- And sweet.");
    EngineeredContext context = rag.engineer(sample(150).build());
    assertThat(host.tokens().count(RequirementRenderer.render(context.requirements())))
        .isLessThanOrEqualTo(150);
    assertThat(context.requirements())
        .extracting(Requirement::text)
        .filteredOn("Short."::equals)
        .hasSize(2);
    assertThat(context.requirements())
        .allSatisfy(r -> assertThat(r.text()).matches("(Short|And sweet|Step \\d+ .* say)\\."));
    assertThat(context.notes().get("lines left out for the budget")).isNotEqualTo("0");
  }

  @Test
  void leavesOutCodeFencesAndCopiesOfTheSource() {
    RagEngineer rag =
        engineer(
            SETTINGS,
            r ->
                """
                - It counts what still fits.
                - `return boards * 7 - 2 - jars`
                - Loop: year = int(one.split("-")[1]) if best is None or year < best[0]: best = (year, one)
                ```python
                def room(jars, boards):
                    return 1
                ```
                """);
    EngineeredContext context = rag.engineer(sample(400).build());
    assertThat(context.requirements())
        .extracting(Requirement::text)
        .containsOnly("It counts what still fits.");
    assertThat(context.notes().get("lines left out as copies of the source")).isEqualTo("6");
  }

  @Test
  void tellsTheWriterWhatTheGateRefused() {
    GateVerdict verdict =
        GateVerdict.builder(false, 400, 200)
            .findings(
                List.of(
                    new GateFinding("token-overlap", .4, .2, "too close"),
                    new GateFinding("test-pair", 1, 0, "a pair")))
            .build();
    RagEngineer rag = engineer(SETTINGS, r -> "- Something.");
    rag.engineer(sample(200).build());
    rag.engineer(sample(200).earlierRejection(verdict).build());
    List<CompletionRequest> all = writer.requests();
    assertThat(all.subList(0, 3)).noneMatch(r -> last(r).contains("refused"));
    assertThat(all.subList(3, 6))
        .allMatch(r -> last(r).contains("repeated the code") && last(r).contains("no examples"));
    assertThat(all.get(0).sampling().seed()).isNotEqualTo(all.get(3).sampling().seed());
  }

  @Test
  void showsConstantsThatAUnitUsesAndNoOthers() {
    String source =
        """
        import math

        RATES = {
            "a": 3,
        }
        OTHER = 9


        def fee(kind):
            return RATES[kind]
        """;
    ApplicationView view = view(source);
    RagEngineer rag = engineer(SETTINGS, r -> "- Something.");
    rag.engineer(ContextRequest.builder(view, 200).build());
    assertThat(last(writer.requests().get(0)))
        .contains("RATES = {\n    \"a\": 3,\n}\n\ndef fee(kind):")
        .doesNotContain("OTHER")
        .doesNotContain("import math");
  }

  @Test
  void takesALongClassByItsMethodsEachWithTheConstructor() {
    String method = "\n    def put%d(self, x):\n" + "        self.items.append(x + %d)\n".repeat(6);
    StringBuilder source =
        new StringBuilder("class Box:\n    def __init__(self):\n        self.items = []\n");
    for (int i = 0; i < 6; i++) {
      source.append(method.replace("%d", "" + i));
    }
    RagEngineer rag = engineer(SETTINGS, r -> "- Something.");
    EngineeredContext context =
        rag.engineer(ContextRequest.builder(view(source.toString()), 300).build());
    assertThat(context.requirements().stream().flatMap(r -> r.units().stream()))
        .contains(new UnitId("m.py", "Box.put3"))
        .doesNotContain(new UnitId("m.py", "Box"));
    assertThat(writer.requests())
        .anyMatch(
            r -> last(r).contains("Code of `Box.put3`") && last(r).contains("self.items = []"));
  }

  @Test
  void writesOfTheWantedUnitsOnly() {
    RagEngineer rag = engineer(SETTINGS, r -> "- Something.");
    EngineeredContext context =
        rag.engineer(
            sample(200).scope(Scope.UNIT).units(Set.of(new UnitId("shelf.py", "oldest"))).build());
    assertThat(context.requirements().stream().flatMap(r -> r.units().stream()).distinct())
        .containsExactly(new UnitId("shelf.py", "oldest"));
  }

  @Test
  void keepsThePromptInsideASmallModelsWindow() {
    String source =
        "def huge(x):\n" + "    x = x + 1  # and again, many tokens long\n".repeat(3_000);
    RagEngineer rag = engineer(SETTINGS, r -> "- Something.");
    rag.engineer(ContextRequest.builder(view(source), 800).build());
    CompletionRequest request = writer.requests().get(0);
    int prompt = request.messages().stream().mapToInt(m -> host.tokens().count(m.content())).sum();
    OptionalInt answer = request.sampling().maxTokens();
    assertThat(prompt + answer.orElseThrow()).isLessThan(4096);
    assertThat(last(request)).contains("(the rest is left out)");
  }

  @Test
  void saysWhatToDoWhenTheWriterGivesNothing() {
    RagEngineer rag = engineer(SETTINGS, r -> "```\nreturn 1\n```");
    assertThatThrownBy(() -> rag.engineer(sample(200).build()))
        .isInstanceOf(ContextRejectedException.class)
        .hasMessageContaining("sample-shelf")
        .hasMessageContaining("larger writer");
  }

  @Test
  void saysWhatToDoWithoutTheLanguage() {
    RagEngineer rag = engineer(SETTINGS, r -> "-");
    ApplicationView cobol = ApplicationView.builder("x", "X", "", "cobol").build();
    assertThatThrownBy(() -> rag.engineer(ContextRequest.builder(cobol, 99).build()))
        .isInstanceOf(ContextRejectedException.class)
        .hasMessageContaining("'cobol'");
  }

  @Test
  void passesOnTheWritersFailure() {
    host.close();
    writer =
        ScriptedLlmBackend.builder("writer")
            .failAlways(() -> new LlmException("writer", OptionalInt.of(500), true, "it is down"))
            .build();
    host = new PluginHost("rag", new Cl100kTokenCounter(), writer, new FixedEmbedder());
    RagEngineer rag = new RagEngineer(SETTINGS, host, "writer", "");
    assertThatThrownBy(() -> rag.engineer(sample(200).build())).isInstanceOf(LlmException.class);
  }

  @Test
  @Timeout(20)
  void endsItsCallsWhenClosedOrInterrupted() throws Exception {
    host.close();
    writer = ScriptedLlmBackend.builder("writer").script("-").delay(Duration.ofMinutes(5)).build();
    host = new PluginHost("rag", new Cl100kTokenCounter(), writer, new FixedEmbedder());
    for (boolean interrupt : new boolean[] {true, false}) {
      RagEngineer rag = new RagEngineer(SETTINGS, host, "writer", "");
      int before = writer.requests().size();
      Throwable[] thrown = new Throwable[1];
      Thread caller =
          new Thread(
              () -> {
                try {
                  rag.engineer(sample(200).build());
                } catch (RuntimeException e) {
                  thrown[0] = e;
                }
              });
      caller.start();
      while (writer.requests().size() == before) {
        Thread.sleep(5);
      }
      if (interrupt) {
        caller.interrupt();
      } else {
        rag.close();
      }
      caller.join(2_000);
      assertThat(caller.isAlive()).isFalse();
      assertThat(thrown[0]).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void changesItsFingerprintWithWhatShapesItsOutput() {
    String k10 = engineer(SETTINGS, r -> "-").card().fingerprint();
    String again = engineer(SETTINGS, r -> "-").card().fingerprint();
    String k5 =
        engineer(new RagSettings(5, 1, .2, Optional.of(Duration.ofMinutes(1))), r -> "-")
            .card()
            .fingerprint();
    String warm =
        engineer(new RagSettings(10, 1, .7, Optional.of(Duration.ofMinutes(1))), r -> "-")
            .card()
            .fingerprint();
    host.close();
    host =
        new PluginHost(
            "rag",
            new Cl100kTokenCounter(),
            ScriptedLlmBackend.builder("writer").script("-").revision("other").build(),
            new FixedEmbedder());
    String revision = new RagEngineer(SETTINGS, host, "writer", "").card().fingerprint();
    assertThat(again).isEqualTo(k10);
    assertThat(List.of(k10, k5, warm, revision)).doesNotHaveDuplicates();
  }

  private static ApplicationView view(String source) {
    return ApplicationView.builder("app", "App", "An app.", "python")
        .sources(List.of(new SourceFile("m.py", source)))
        .build();
  }

  @Test
  void readsKindsFromLabels() {
    assertThat(AnswerReader.read("- constraint: a\n- **Functional**: b\n- c: d", false))
        .containsExactly(
            new AnswerReader.Line(RequirementKind.CONSTRAINT, "a"),
            new AnswerReader.Line(RequirementKind.FUNCTIONAL, "b"),
            new AnswerReader.Line(RequirementKind.FUNCTIONAL, "c: d"));
  }
}
