package org.iccm.embeddings.minilm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.iccm.api.application.Digests;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.embedding.EmbedderCard;
import org.iccm.api.error.CancelledException;
import org.jspecify.annotations.Nullable;

/** Loads on demand, frees on close; inference of several callers runs side by side. */
final class MiniLmEmbedder implements Embedder {
  /** Small enough that an interrupt is heard within a second on a slow core. */
  private static final int BATCH = 8;

  private final int threads;
  private final ReadWriteLock life = new ReentrantReadWriteLock();
  private final Object loading = new Object();
  private volatile boolean closed;
  private volatile @Nullable MiniLmModel model;
  private volatile @Nullable EmbedderCard card;

  MiniLmEmbedder(int threads) {
    this.threads = threads;
  }

  @Override
  public EmbedderCard card() {
    EmbedderCard known = card;
    if (known == null) {
      synchronized (loading) {
        known = card;
        if (known == null) {
          known = describe();
          card = known;
        }
      }
    }
    return known;
  }

  private static EmbedderCard describe() {
    List<String> digests = Weights.digests();
    String fingerprint =
        Digests.of(
            "minilm/1",
            digests.get(0),
            digests.get(1),
            "mean-pooling",
            Integer.toString(MiniLmModel.MAX_TOKENS));
    return EmbedderCard.builder("all-MiniLM-L6-v2", fingerprint, MiniLmModel.DIMENSIONS)
        .maxTokens(MiniLmModel.MAX_TOKENS)
        .build();
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    if (closed) {
      throw new IllegalStateException("embedder 'minilm' is closed");
    }
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isBlank()) {
        throw new IllegalArgumentException("text " + i + " of " + texts.size() + " is blank");
      }
    }
    float[][] vectors = new float[texts.size()][];
    List<long[]> sequences = new ArrayList<>(texts.size());
    for (String text : texts) {
      sequences.add(model().encode(text));
    }
    // Texts of like length together: less padding.
    List<Integer> order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sequences.get(i).length))
            .toList();
    for (int from = 0; from < order.size(); from += BATCH) {
      List<Integer> batch = order.subList(from, Math.min(from + BATCH, order.size()));
      List<float[]> result = run(batch.stream().map(sequences::get).toList());
      for (int i = 0; i < batch.size(); i++) {
        vectors[batch.get(i)] = result.get(i);
      }
    }
    return List.of(vectors);
  }

  private List<float[]> run(List<long[]> sequences) {
    life.readLock().lock();
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancelledException("embedding was interrupted");
      }
      return model().embed(sequences);
    } finally {
      life.readLock().unlock();
    }
  }

  private MiniLmModel model() {
    MiniLmModel loaded = model;
    if (loaded != null && !closed) {
      return loaded;
    }
    synchronized (loading) {
      if (closed) {
        throw new CancelledException("embedder 'minilm' was closed during the call");
      }
      loaded = model;
      if (loaded == null) {
        loaded = MiniLmModel.load(threads);
        model = loaded;
      }
      return loaded;
    }
  }

  @Override
  public void close() {
    closed = true;
    life.writeLock().lock();
    try {
      synchronized (loading) {
        MiniLmModel loaded = model;
        model = null;
        if (loaded != null) {
          loaded.close();
        }
      }
    } finally {
      life.writeLock().unlock();
    }
  }
}
