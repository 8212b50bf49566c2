package org.iccm.validation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.application.SourceFile;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.doubles.SettableClock;
import org.iccm.validation.experiment.ComparisonResult;
import org.iccm.validation.experiment.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest {
  @TempDir Path directory;
  private final SettableClock clock = new SettableClock();

  private static RolloutRequest request() {
    return SampleRun.request(SampleRun.applications("Jam Shelf"), "gold", "none");
  }

  private static ComparisonResult result(Rollout... rollouts) {
    return SampleRun.result(request(), List.of(rollouts), 8);
  }

  @Test
  void answersWhatWasComparedWhoWonAndHowSure() throws Exception {
    ReportWriter writer = ReportWriter.into(directory, clock, Duration.ZERO);
    writer.onEnd(SampleRun.small());
    assertThat(Files.readString(writer.page()))
        .contains("<b>gold</b> writes the contexts that rebuild best")
        .contains("4 context engineers described 6 applications")
        .contains("That is clear.")
        .contains("<span class=\"tag\">leaks</span>")
        .contains("Is gold above rag?")
        .doesNotContain("above source?");
  }

  @Test
  void isThereFromTheFirstRolloutAndGrowsNoFasterThanItsInterval() throws Exception {
    ReportWriter writer = ReportWriter.into(directory, clock, Duration.ofSeconds(10));
    AtomicInteger summed = new AtomicInteger();
    Rollout one = SampleRun.ran("jam-shelf", "gold", "qwen-1.5b", 0, 7);
    writer.onRollout(
        one,
        () -> {
          summed.incrementAndGet();
          return result(one);
        });
    assertThat(Files.readString(writer.page())).contains("1 of 8 rollouts; this page grows");
    Rollout two = SampleRun.ran("jam-shelf", "none", "qwen-1.5b", 0, 1);
    clock.advance(Duration.ofSeconds(9));
    writer.onRollout(two, () -> result(one, two));
    assertThat(Files.readString(writer.page())).contains("1 of 8");
    clock.advance(Duration.ofSeconds(1));
    writer.onWait(() -> result(one, two));
    assertThat(Files.readString(writer.page())).contains("2 of 8");
    clock.advance(Duration.ofSeconds(60));
    writer.onWait(
        () -> {
          throw new AssertionError("nothing new: nothing to sum up");
        });
    assertThat(summed).hasValue(1);
  }

  @Test
  void leavesNoHalfWrittenFile() throws Exception {
    ReportWriter writer = ReportWriter.into(directory, clock, Duration.ZERO);
    writer.onEnd(SampleRun.small());
    String before = Files.readString(writer.page());
    // a directory in the place of the part: the write must fail
    Files.createDirectories(directory.resolve(".index.html.part").resolve("x"));
    Rollout one = SampleRun.ran("jam-shelf", "gold", "qwen-1.5b", 0, 7);
    writer.onRollout(one, () -> result(one));
    assertThat(Files.readString(writer.page())).isEqualTo(before);
    assertThatThrownBy(() -> writer.onEnd(result(one)))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("index.html")
        .hasMessageContaining("results are stored");
    try (var files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("index.html", "results.json", ".index.html.part");
    }
  }

  @Test
  void staysOpenableWhenTheRunIsLarge() throws Exception {
    String huge = "x = 1  # " + "y".repeat(200) + "\n";
    List<Rollout> rollouts = new ArrayList<>();
    RolloutRequest request = SampleRun.request(SampleRun.applications("Jam Shelf"), "gold");
    for (int s = 0; s < 400; s++) {
      rollouts.add(
          SampleRun.ran("jam-shelf", "gold", "qwen-1.5b", s, s % 14).toBuilder()
              .files(List.of(new SourceFile("shelf.py", huge.repeat(5_000))))
              .contextText(huge.repeat(1_000))
              .build());
    }
    ReportWriter writer = ReportWriter.into(directory, clock, Duration.ZERO);
    writer.onEnd(SampleRun.result(request, rollouts, 400));
    assertThat(Files.size(writer.page())).isLessThan(60_000_000);
    assertThat(Files.readString(writer.page())).contains("characters left out of the report");
  }

  @Test
  void writesResultsThatProgramsCanRead() throws Exception {
    ReportWriter writer = ReportWriter.into(directory, clock, Duration.ZERO);
    writer.onEnd(
        result(
            SampleRun.ran("jam-shelf", "gold", "qwen-1.5b", 0, 7),
            SampleRun.ran("jam-shelf", "gold", "qwen-1.5b", 1, 14),
            SampleRun.ended("jam-shelf", "gold", "qwen-small-0.5b", 0, RolloutOutcome.TIMEOUT),
            SampleRun.ended(
                "jam-shelf", "gold", "qwen-small-0.5b", 1, RolloutOutcome.INFRASTRUCTURE),
            SampleRun.ended("jam-shelf", "none", "qwen-1.5b", 0, RolloutOutcome.CANCELLED)));
    JsonNode json = new ObjectMapper().readTree(writer.results().toFile());
    assertThat(json.get("schemaVersion").asInt()).isEqualTo(1);
    assertThat(json.get("testGroup").asText()).isEqualTo("REPORT");
    JsonNode gold = json.get("engineers").get(0);
    assertThat(gold.get("name").asText()).isEqualTo("gold");
    assertThat(gold.get("meanPassRate").asDouble()).isCloseTo(.375, within(1e-12));
    assertThat(gold.get("stdAcrossModels").asDouble()).isCloseTo(.75 / Math.sqrt(2), within(1e-12));
    assertThat(gold.get("scored").asInt()).isEqualTo(3);
    assertThat(gold.get("outcomes").get("INFRASTRUCTURE").asInt()).isEqualTo(1);
    assertThat(json.get("engineers").get(1).get("meanPassRate").isNull()).isTrue();
    assertThat(json.get("models").findValuesAsText("id"))
        .containsExactly("qwen-1.5b", "qwen-small-0.5b");
    assertThat(json.get("applications").get(0).get("id").asText()).isEqualTo("jam-shelf");
    assertThat(json.get("applications").get(0).get("testCount").asInt()).isEqualTo(SampleRun.TESTS);
    assertThat(json.get("rollouts")).hasSize(4);
    JsonNode first = json.get("rollouts").get(0);
    assertThat(first.get("passed").asInt()).isEqualTo(7);
    assertThat(first.get("total").asInt()).isEqualTo(SampleRun.TESTS);
    for (String field :
        List.of("engineer", "model", "application", "scope", "sample", "outcome", "cached")) {
      assertThat(first.has(field)).as(field).isTrue();
    }
    for (String field :
        List.of("modelCalls", "testRuns", "promptTokens", "completionTokens", "wallSeconds")) {
      assertThat(json.get("cost").get(field).isNumber()).as(field).isTrue();
    }
    assertThat(json.get("complete").asBoolean()).isFalse();
    assertThat(json.get("planned").asInt()).isEqualTo(8);
  }

  @Test
  void documentsEveryMemberOfTheResults() throws Exception {
    String documented = Files.readString(Path.of("../docs/results-schema.md"));
    ReportWriter writer = ReportWriter.into(directory, clock, Duration.ZERO);
    writer.onEnd(SampleRun.small());
    JsonNode json = new ObjectMapper().readTree(writer.results().toFile());
    assertThat(members(json, new java.util.TreeSet<>()))
        .hasSizeGreaterThan(50)
        .allSatisfy(name -> assertThat(documented).contains("`" + name + "`"));
  }

  private static java.util.Set<String> members(JsonNode node, java.util.Set<String> into) {
    node.properties()
        .forEach(
            member -> {
              into.add(member.getKey());
              members(member.getValue(), into);
            });
    if (node.isArray()) {
      node.forEach(item -> members(item, into));
    }
    return into;
  }
}
