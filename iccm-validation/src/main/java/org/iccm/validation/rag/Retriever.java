package org.iccm.validation.rag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.embedding.Embedder;
import org.iccm.core.reading.Chunk;

/** Ranks chunks by cosine to what is asked of the application. */
final class Retriever {
  /** A chunk and how near it is, -1 to 1. */
  record Hit(Chunk chunk, double score) {}

  private final Embedder embedder;

  Retriever(Embedder embedder) {
    this.embedder = embedder;
  }

  /**
   * The k nearest, nearest first. The queries are name and description, and one per public unit; a
   * chunk's score is the mean of its cosine to the first and of its highest to the others.
   */
  List<Hit> retrieve(ApplicationView view, List<Chunk> chunks, int k) {
    List<String> texts = new ArrayList<>();
    texts.add(about(view));
    chunks.stream()
        .filter(Chunk::isPublic)
        .map(c -> c.name().replace('_', ' ').replace('.', ' ') + " " + c.signature())
        .forEach(texts::add);
    int queries = texts.size();
    chunks.stream().map(c -> c.name() + "\n" + c.text()).forEach(texts::add);
    List<float[]> vectors = embedder.embed(texts);
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      float[] chunk = vectors.get(queries + i);
      double whole = cosine(vectors.get(0), chunk);
      double best = -1;
      for (int q = 1; q < queries; q++) {
        best = Math.max(best, cosine(vectors.get(q), chunk));
      }
      hits.add(new Hit(chunks.get(i), queries > 1 ? (whole + best) / 2 : whole));
    }
    return hits.stream()
        .sorted(
            Comparator.comparingDouble(Hit::score).reversed().thenComparing(h -> h.chunk().place()))
        .limit(k)
        .toList();
  }

  private static String about(ApplicationView view) {
    return view.name() + ": " + view.description();
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
