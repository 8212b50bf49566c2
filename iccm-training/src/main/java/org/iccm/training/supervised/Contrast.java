package org.iccm.training.supervised;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.iccm.api.context.Requirement;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.retrieval.InfoNce;
import org.iccm.training.retrieval.RetrievalTask;
import org.iccm.training.t5.EmbeddingBatch;
import org.iccm.training.t5.T5Config;

/** A step's examples as pairs for retrieval: of each, one requirement and its source. */
record Contrast(EmbeddingBatch batch, InfoNce loss, long tokens) {
  /**
   * Draws a requirement of each example.
   *
   * @param step the step; with the seed it decides which
   */
  static Contrast of(
      T5Config config,
      RequirementFormat format,
      List<List<EncodedExample>> micros,
      SupervisedOptions options,
      long step) {
    SplittableRandom random = new SplittableRandom(options.seed() * 1_000_003L + step);
    List<List<int[]>> queries = new ArrayList<>();
    List<List<int[]>> sections = new ArrayList<>();
    List<InfoNce.Pair> pairs = new ArrayList<>();
    for (List<EncodedExample> micro : micros) {
      List<int[]> asked = new ArrayList<>();
      for (EncodedExample e : micro) {
        List<Requirement> all = e.example().requirements();
        Requirement query = all.get(random.nextInt(all.size()));
        asked.add(RetrievalTask.query(format, query));
        pairs.add(new InfoNce.Pair(query.text(), e.example().chunk().shown()));
      }
      queries.add(asked);
      sections.add(micro.stream().map(EncodedExample::source).toList());
    }
    List<List<int[]>> parts = new ArrayList<>(queries);
    parts.addAll(sections);
    InfoNce loss = new InfoNce(options.temperature(), options.contrastWeight(), pairs);
    long tokens = parts.stream().flatMap(List::stream).mapToLong(s -> s.length).sum();
    return new Contrast(EmbeddingBatch.of(config, parts, loss), loss, tokens);
  }
}
