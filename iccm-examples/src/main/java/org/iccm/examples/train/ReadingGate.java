package org.iccm.examples.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.iccm.api.context.Requirement;
import org.iccm.core.reading.Chunk;
import org.iccm.examples.laboratory.Build;
import org.iccm.examples.laboratory.FactReader;
import org.iccm.examples.laboratory.FactReading;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.run.GateResult;
import org.iccm.training.run.PhaseGate;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Model;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * Whether a model reads programs of combinations that it has not seen: what it writes, greedily,
 * about both builds of each has to be right. Rollouts on contexts with wrong facts teach little.
 */
final class ReadingGate implements PhaseGate {
  private static final double FACTS = 0.95;
  private static final double CONSTANTS = 0.98;

  /** Of all facts; the mixture tells three quarters. Without it, one fact a program would do. */
  private static final double TOLD = 0.5;

  private final List<LabProgram> programs;
  private final int sourceTokens;
  private final int targetTokens;
  private final int atOnce;

  /**
   * A gate.
   *
   * @param programs what is read, at least one; of no training split
   * @param sourceTokens longest source
   * @param targetTokens longest text
   * @param atOnce chunks that are written about together, at least 1
   */
  ReadingGate(List<LabProgram> programs, int sourceTokens, int targetTokens, int atOnce) {
    this.programs = List.copyOf(programs);
    this.sourceTokens = sourceTokens;
    this.targetTokens = targetTokens;
    this.atOnce = atOnce;
  }

  private record Task(LabProgram program, Build build, Chunk chunk) {}

  @Override
  public GateResult judge(Path delivered, BooleanSupplier stopped) {
    try (T5Model model = T5Model.load(delivered);
        TextTokenizer tokenizer = TextTokenizer.load(delivered)) {
      return judge(model, tokenizer, stopped);
    }
  }

  /** What was written about a chunk, and whether it came to an end. */
  record Written(List<Requirement> requirements, boolean ended) {}

  /** Writes about chunks, one answer each, in order. */
  interface Writer {
    List<Written> write(List<Chunk> chunks);
  }

  private GateResult judge(T5Model model, TextTokenizer tokenizer, BooleanSupplier stopped) {
    RequirementFormat format = RequirementFormat.of(tokenizer, model.config());
    GenerationOptions greedy = GenerationOptions.builder().maxTokens(targetTokens).build();
    return judge(
        chunks -> {
          List<int[]> sources = chunks.stream().map(c -> format.source(c, sourceTokens)).toList();
          List<Generated> texts = model.generate(sources, greedy, stopped);
          List<Written> written = new ArrayList<>();
          for (int i = 0; i < texts.size(); i++) {
            Generated text = texts.get(i);
            written.add(
                new Written(
                    format.requirements(text.tokens(), text.ended(), chunks.get(i).units()),
                    text.ended()));
          }
          return written;
        });
  }

  GateResult judge(Writer writer) {
    List<Task> tasks = new ArrayList<>();
    for (LabProgram program : programs) {
      for (Build build : Build.values()) {
        program.chunks(build).forEach(c -> tasks.add(new Task(program, build, c)));
      }
    }
    List<List<Requirement>> written = new ArrayList<>();
    int ended = 0;
    for (int i = 0; i < tasks.size(); i += atOnce) {
      List<Task> some = tasks.subList(i, Math.min(tasks.size(), i + atOnce));
      for (Written text : writer.write(some.stream().map(Task::chunk).toList())) {
        ended += text.ended() ? 1 : 0;
        written.add(text.requirements());
      }
    }
    return result(tasks, written, (double) ended / tasks.size());
  }

  /** A program's chunks follow each other, and are read together: one context each build. */
  private GateResult result(List<Task> tasks, List<List<Requirement>> written, double ended) {
    FactReading all = new FactReading(Map.of(), 0, 0, 0, 0);
    long told = 0;
    long facts = 0;
    int i = 0;
    while (i < tasks.size()) {
      Task first = tasks.get(i);
      List<Requirement> context = new ArrayList<>();
      while (i < tasks.size()
          && tasks.get(i).program().equals(first.program())
          && tasks.get(i).build() == first.build()) {
        context.addAll(written.get(i++));
      }
      FactReading reading = FactReader.of(first.program()).read(context);
      told += reading.facts().values().stream().filter(FactReading.State.RIGHT::equals).count();
      facts += reading.facts().size();
      all = all.plus(reading);
    }
    double none = Double.NEGATIVE_INFINITY;
    return GateResult.of(
        "reading",
        List.of(
            new GateResult.Figure("factsRight", all.factsRight(), FACTS),
            new GateResult.Figure("constantsRight", all.constantsRightShare(), CONSTANTS),
            new GateResult.Figure("factsTold", (double) told / facts, TOLD),
            new GateResult.Figure("ended", ended, none),
            new GateResult.Figure("programs", programs.size(), none),
            new GateResult.Figure("statements", all.stated(), none)));
  }
}
