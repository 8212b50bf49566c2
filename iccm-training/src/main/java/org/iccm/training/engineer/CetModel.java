package org.iccm.training.engineer;

import java.util.function.Function;
import java.util.function.Supplier;
import org.iccm.api.error.CancelledException;
import org.iccm.training.t5.T5Model;
import org.iccm.training.tokenizer.TextTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A model that is loaded when it is first used, and freed when it is closed and nobody computes
 * with it any more: closing waits for no computation. Thread-safe.
 */
final class CetModel implements AutoCloseable {
  /** A loaded model and its tokenizer. */
  record Loaded(T5Model model, TextTokenizer tokenizer, RequirementFormat format)
      implements AutoCloseable {
    @Override
    public void close() {
      model.close();
      tokenizer.close();
    }
  }

  private final Supplier<Loaded> load;
  private final Object loading = new Object();
  private volatile @Nullable Loaded loaded;
  private int users;
  private boolean closed;

  CetModel(Supplier<Loaded> load) {
    this.load = load;
  }

  /**
   * Computes with the model.
   *
   * @throws CancelledException if it is closed
   */
  <T> T use(Function<Loaded, T> work) {
    enter();
    try {
      return work.apply(loaded());
    } finally {
      leave();
    }
  }

  private Loaded loaded() {
    synchronized (loading) {
      Loaded now = loaded;
      if (now == null) {
        now = load.get();
        loaded = now;
      }
      return now;
    }
  }

  private synchronized void enter() {
    if (closed) {
      throw new CancelledException("the model was closed before it was used");
    }
    users++;
  }

  private synchronized void leave() {
    users--;
    freeIfUnused();
  }

  @Override
  public synchronized void close() {
    closed = true;
    freeIfUnused();
  }

  private void freeIfUnused() {
    Loaded now = loaded;
    if (closed && users == 0 && now != null) {
      loaded = null;
      now.close();
    }
  }
}
