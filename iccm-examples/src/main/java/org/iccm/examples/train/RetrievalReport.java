package org.iccm.examples.train;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.iccm.api.Iccm;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.retrieval.RetrievalAccuracy;
import org.iccm.training.retrieval.RetrievalTask;
import org.iccm.training.run.GateResult;
import org.iccm.training.run.PhaseGate;
import org.iccm.training.stream.SupervisedExample;
import org.iccm.training.t5.T5Model;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * How well a model's encoder finds the source that a requirement speaks of, beside MiniLM and
 * chance. Told only: no phase depends on it.
 */
final class RetrievalReport implements PhaseGate {
  private final RetrievalTask task;
  private final int sourceTokens;

  RetrievalReport(List<SupervisedExample> examples, int sourceTokens) {
    this.task = RetrievalTask.of(examples);
    this.sourceTokens = sourceTokens;
  }

  @Override
  public GateResult judge(Path delivered, BooleanSupplier stopped) {
    try (T5Model model = T5Model.load(delivered);
        TextTokenizer tokenizer = TextTokenizer.load(delivered);
        // in the phase's directory: nothing is kept, and none is made for it
        Iccm iccm = Iccm.builder().workDirectory(delivered.resolveSibling("")).build()) {
      RequirementFormat format = RequirementFormat.of(tokenizer, model.config());
      RetrievalAccuracy own = task.accuracy(model, format, sourceTokens);
      RetrievalAccuracy other = task.accuracy(iccm.embedder("minilm"));
      return GateResult.of(
          "retrieval",
          List.of(
              told("first", own.first()),
              told("reciprocalRank", own.reciprocalRank()),
              told("miniLmFirst", other.first()),
              told("miniLmReciprocalRank", other.reciprocalRank()),
              told("chance", own.chance()),
              told("queries", own.queries())));
    }
  }

  private static GateResult.Figure told(String name, double value) {
    return new GateResult.Figure(name, value, Double.NEGATIVE_INFINITY);
  }
}
