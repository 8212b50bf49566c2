package org.iccm.examples.reconstructor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.examples.laboratory.Build;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.LabTasks;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.loop.LoopResult;
import org.iccm.training.loop.ReconstructionTask;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from end to end, with a policy that knows its prompts by heart. */
@Tag("sandbox")
class FindPreferenceTest {
  private static final int STEPS = 250;

  @TempDir Path directory;

  private void learn() throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
        T5Model rebuilder = T5Model.random(T5Size.TEST.config(), 1);
        T5Model policy = T5Model.random(T5Size.TEST.config(), 2);
        T5Trainer trainer =
            T5Trainer.full(
                policy,
                TrainingOptions.builder()
                    .learningRate(3e-3)
                    .schedule(Schedule.linear(20, STEPS))
                    .build())) {
      RequirementFormat format = RequirementFormat.of(tokenizer, policy.config());
      List<int[]> sources = new ArrayList<>();
      List<int[]> targets = new ArrayList<>();
      for (LabSplit split : List.of(LabSplit.PHASE3, LabSplit.VALIDATION)) {
        LabTasks tasks =
            LabTasks.of(
                Laboratory.of(1),
                split,
                2,
                Build.STATEMENTS,
                format,
                512,
                new Cl100kTokenCounter());
        for (ReconstructionTask task : tasks.all()) {
          sources.add(task.prompt().source());
          targets.add(
              format.target(
                  task.application().gold().orElseThrow().requirements().stream()
                      .filter(r -> r.units().equals(task.units()))
                      .toList(),
                  300));
        }
      }
      TokenBatch batch = TokenBatch.of(policy.config(), sources, targets);
      double loss = 0;
      for (int i = 0; i < STEPS; i++) {
        loss = trainer.step(batch).loss();
      }
      assertThat(loss).as("known by heart").isLessThan(0.2);
      for (String name : List.of("rebuilder", "cet-d")) {
        Path place = Files.createDirectories(directory.resolve(name));
        (name.equals("cet-d") ? policy : rebuilder).save(place);
        tokenizer.save(place);
      }
    }
  }

  private LoopResult run(int updates, PrintStream out) throws IOException {
    return FindPreference.run(
        new FindPreference.Plan(
            directory.resolve("run"),
            directory.resolve("rebuilder"),
            Wording.GOLD,
            directory.resolve("cet-d"),
            1,
            1,
            1,
            updates,
            "bubblewrap"),
        out);
  }

  @Test
  @DisplayName("models and sandbox are asked, words are counted, a second run goes on")
  void endToEnd() throws IOException {
    learn();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    LoopResult first = run(1, print);
    assertThat(first.end()).as(first.reason()).isEqualTo(LoopResult.End.DONE);
    String said = out.toString(StandardCharsets.UTF_8);
    // What it knows by heart is gold's words.
    Matcher idiom =
        Pattern.compile("validation-0 likeliest: idiom ([.\\d]+) of (\\d+)").matcher(said);
    assertThat(idiom.find()).as(said).isTrue();
    assertThat(Double.parseDouble(idiom.group(1))).isEqualTo(1);
    try (Stream<Path> files = Files.walk(directory.resolve("run").resolve("latest"))) {
      Path state = files.filter(f -> f.endsWith("loop.json")).sorted().findFirst().orElseThrow();
      assertThat(Files.readString(state)).containsPattern("\"modelCalls\":[1-9]");
    }
    out.reset();
    LoopResult second = run(2, print);
    assertThat(second.updates()).isEqualTo(2);
    assertThat(out.size()).as("validated already").isZero();
    assertThat(directory.resolve("run").resolve("policy")).isNotEmptyDirectory();
  }
}
