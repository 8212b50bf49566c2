package org.iccm.examples.reconstructor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Model;

/**
 * Writes what several threads ask for in common batches, on a thread of its own: whatever waits
 * when a batch ends is the next one. Thread-safe.
 */
final class BatchedWriter {
  /** A first text waits so long for others; one step of decoding takes about as long. */
  private static final long LINGER_MILLIS = 3;

  /** What came of a text. */
  static final class Answer {
    private final int[] tokens;
    private final boolean ended;

    Answer(int[] tokens, boolean ended) {
      this.tokens = tokens;
      this.ended = ended;
    }

    int[] tokens() {
      return tokens;
    }

    boolean ended() {
      return ended;
    }

    /** Its beginning. */
    Answer upTo(int most) {
      return tokens.length <= most ? this : new Answer(Arrays.copyOf(tokens, most), false);
    }
  }

  /** A text on its way. */
  static final class Text {
    private final int[] source;
    private final double temperature;
    private final long seed;
    private final int longest;
    private final CompletableFuture<Answer> future = new CompletableFuture<>();

    Text(int[] source, double temperature, long seed, int longest) {
      this.source = source;
      this.temperature = temperature;
      this.seed = seed;
      this.longest = longest;
    }

    CompletableFuture<Answer> future() {
      return future;
    }
  }

  private final T5Model model;
  private final int batch;
  private final BlockingQueue<Text> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  BatchedWriter(String name, T5Model model, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, is " + batch);
    }
    this.model = model;
    this.batch = batch;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException(thread.getName() + " is closed");
    }
  }

  /** Asks for a text; one that is cancelled before it is begun costs nothing. */
  Text write(int[] source, double temperature, long seed, int longest) {
    Text text = new Text(source, temperature, seed, longest);
    queue.add(text);
    if (closed.get()) {
      text.future().cancel(false);
    }
    return text;
  }

  private void run() {
    List<Text> waiting = new ArrayList<>();
    try {
      while (!closed.get()) {
        if (waiting.isEmpty()) {
          waiting.add(queue.take());
          while (waiting.size() < batch) {
            Text next = queue.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
              break;
            }
            waiting.add(next);
          }
        }
        double temperature = waiting.get(0).temperature;
        List<Text> now = new ArrayList<>();
        for (Text text : waiting) {
          if (text.temperature == temperature && now.size() < batch) {
            now.add(text);
          }
        }
        waiting.removeAll(now);
        now.removeIf(t -> t.future().isDone());
        if (!now.isEmpty()) {
          write(now, temperature);
        }
      }
    } catch (InterruptedException e) {
      // close() wants it to end
    } finally {
      waiting.forEach(t -> t.future().cancel(false));
      queue.forEach(t -> t.future().cancel(false));
    }
  }

  private void write(List<Text> now, double temperature) {
    try {
      GenerationOptions options =
          GenerationOptions.builder()
              .temperature(temperature)
              .maxTokens(now.stream().mapToInt(t -> t.longest).max().orElseThrow())
              .build();
      List<Generated> written =
          model.generate(
              now.stream().map(t -> t.source).toList(),
              options,
              now.stream().mapToLong(t -> t.seed).toArray());
      for (int i = 0; i < now.size(); i++) {
        int[] tokens = written.get(i).tokens();
        // Limits differ from row to row; a row's beginning does not depend on where it is cut.
        Answer answer = new Answer(tokens, written.get(i).ended());
        now.get(i).future().complete(answer.upTo(now.get(i).longest));
      }
    } catch (RuntimeException e) {
      now.forEach(
          t -> {
            if (closed.get()) {
              t.future().cancel(false);
            } else {
              t.future().completeExceptionally(e);
            }
          });
    }
  }

  /**
   * Ends all that waits, and waits for the batch under way.
   *
   * @return whether it was open
   */
  boolean close() {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    queue.forEach(t -> t.future().cancel(false));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
