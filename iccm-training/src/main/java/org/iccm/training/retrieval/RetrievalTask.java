package org.iccm.training.retrieval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.context.Requirement;
import org.iccm.api.embedding.Embedder;
import org.iccm.core.reading.Chunk;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.stream.SupervisedExample;
import org.iccm.training.t5.T5Encoder;
import org.iccm.training.t5.T5Model;

/**
 * Requirements, and the sections of source among which the one they speak of is to be found.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RetrievalTask {
  private static final int AT_ONCE = 32;

  private final List<Chunk> sections;
  private final List<Requirement> queries = new ArrayList<>();
  private final List<Integer> truth = new ArrayList<>();

  private RetrievalTask(List<Chunk> sections) {
    this.sections = sections;
  }

  /**
   * Each requirement of each example is a query, each example's source a section.
   *
   * @param examples at least two, of different sources
   * @return the task
   */
  public static RetrievalTask of(List<SupervisedExample> examples) {
    Map<String, Integer> places = new LinkedHashMap<>();
    List<Chunk> sections = new ArrayList<>();
    for (SupervisedExample e : examples) {
      if (places.putIfAbsent(e.chunk().shown(), sections.size()) == null) {
        sections.add(e.chunk());
      }
    }
    if (sections.size() < 2) {
      throw new IllegalArgumentException("among fewer than two sections nothing is to be found");
    }
    RetrievalTask task = new RetrievalTask(List.copyOf(sections));
    for (SupervisedExample e : examples) {
      for (Requirement r : e.requirements()) {
        task.queries.add(r);
        task.truth.add(places.get(e.chunk().shown()));
      }
    }
    return task;
  }

  /**
   * How well another embedder does it, MiniLM for example: by the texts.
   *
   * @param embedder the embedder
   * @return its accuracy
   */
  public RetrievalAccuracy accuracy(Embedder embedder) {
    return rank(
        embedder.embed(queries.stream().map(Requirement::text).toList()),
        embedder.embed(sections.stream().map(Chunk::shown).toList()));
  }

  /**
   * How well a model's encoder does it.
   *
   * @param model the model
   * @param format its format
   * @param longest most tokens of a section that are read
   * @return its accuracy
   */
  public RetrievalAccuracy accuracy(T5Model model, RequirementFormat format, int longest) {
    return rank(
        embed(model, queries.stream().map(q -> query(format, q)).toList()),
        embed(model, sections.stream().map(s -> format.source(s, longest)).toList()));
  }

  /**
   * A requirement as the encoder reads it.
   *
   * @param format the model's format
   * @param requirement the requirement
   * @return ids that end with the end's id
   */
  public static int[] query(RequirementFormat format, Requirement requirement) {
    return format.target(List.of(requirement), Integer.MAX_VALUE);
  }

  private static List<float[]> embed(T5Model model, List<int[]> sequences) {
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i += AT_ONCE) {
      int to = Math.min(sequences.size(), i + AT_ONCE);
      all.addAll(T5Encoder.embed(model, sequences.subList(i, to)));
    }
    return all;
  }

  /** Ties go against the right section: equal vectors find nothing. */
  private RetrievalAccuracy rank(List<float[]> asked, List<float[]> found) {
    double first = 0;
    double reciprocal = 0;
    for (int q = 0; q < asked.size(); q++) {
      double right = dot(asked.get(q), found.get(truth.get(q)));
      int rank = 1;
      for (int s = 0; s < found.size(); s++) {
        rank += s != truth.get(q) && dot(asked.get(q), found.get(s)) >= right ? 1 : 0;
      }
      first += rank == 1 ? 1 : 0;
      reciprocal += 1.0 / rank;
    }
    int n = asked.size();
    return new RetrievalAccuracy(n, found.size(), first / n, reciprocal / n, 1.0 / found.size());
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
