package org.iccm.training.t5;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Beam search as the reference has it: of twice as many candidates as beams, those that end within
 * the best are kept by score, the best that do not end go on; a source is done when its best
 * running beam, at the present length, cannot beat its worst kept one.
 */
final class BeamSearch {
  private final T5Config config;
  private final GenerationOptions options;
  private final Decoding decoding;
  private final BooleanSupplier cancelled;
  private final List<Source> sources = new ArrayList<>();

  /** A sequence and the sum of its log-probabilities, or its final score. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  private record Beam(int[] tokens, float score, int from) {
    Beam with(int token, float score, int from) {
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = token;
      return new Beam(longer, score, from);
    }
  }

  private static final class Source {
    private List<Beam> running = new ArrayList<>();
    private List<Beam> kept = new ArrayList<>();
    private boolean done;
  }

  BeamSearch(
      T5Config config,
      GenerationOptions options,
      Decoding decoding,
      int rows,
      BooleanSupplier cancelled) {
    this.cancelled = cancelled;
    this.config = config;
    this.options = options;
    this.decoding = decoding;
    for (int r = 0; r < rows; r++) {
      Source source = new Source();
      for (int b = 0; b < options.beams(); b++) {
        // Beams begin alike: only the first one counts, or all would find the same.
        source.running.add(new Beam(new int[0], b == 0 ? 0f : -1e9f, b));
      }
      sources.add(source);
    }
  }

  List<Generated> run() {
    int beams = options.beams();
    long[] last = new long[sources.size() * beams];
    Arrays.fill(last, config.startId());
    for (int step = 0; step < options.maxTokens(); step++) {
      TokenSearch.stopIf(cancelled);
      float[] logs = logs(last);
      boolean over = step == options.maxTokens() - 1;
      int[] from = new int[last.length];
      for (int s = 0; s < sources.size(); s++) {
        Source source = sources.get(s);
        advance(source, logs, s * beams, over);
        for (int b = 0; b < beams; b++) {
          Beam beam = source.running.get(b);
          last[s * beams + b] = beam.tokens()[step];
          from[s * beams + b] = s * beams + beam.from();
        }
      }
      if (over || sources.stream().allMatch(s -> s.done)) {
        break;
      }
      decoding.reorder(from);
    }
    return sources.stream().map(this::result).toList();
  }

  private float[] logs(long[] last) {
    try (PtNDManager scope = Torch.newManager()) {
      PtNDArray scores = decoding.step(scope, last);
      float[] logs = Torch.toFloats(JniUtils.logSoftmax(scores, -1, DataType.FLOAT32));
      if (Float.isNaN(logs[0])) {
        throw TokenSearch.notNumbers();
      }
      return logs;
    }
  }

  private void advance(Source source, float[] logs, int firstRow, boolean over) {
    int beams = options.beams();
    List<Beam> candidates = candidates(source, logs, firstRow);
    List<Beam> next = new ArrayList<>();
    for (int c = 0; c < candidates.size(); c++) {
      Beam candidate = candidates.get(c);
      int[] tokens = candidate.tokens();
      boolean ends = over || tokens[tokens.length - 1] == config.endId();
      if (!ends) {
        if (next.size() < beams) {
          next.add(candidate);
        }
      } else if (c < beams && !source.done) {
        float score =
            (float) (candidate.score() / Math.pow(tokens.length, options.lengthPenalty()));
        source.kept.add(new Beam(tokens, score, candidate.from()));
      }
    }
    source.kept.sort(Comparator.comparingDouble(b -> -b.score()));
    if (source.kept.size() > beams) {
      source.kept = new ArrayList<>(source.kept.subList(0, beams));
    }
    while (next.size() < beams) {
      next.add(candidates.get(next.size()));
    }
    source.running = next;
    if (!over && source.kept.size() == beams) {
      Beam best = next.get(0);
      double possible = best.score() / Math.pow(best.tokens().length, options.lengthPenalty());
      source.done |= possible <= source.kept.get(beams - 1).score();
    }
  }

  /** The best continuations, best first; there are as many again as beams in case all end. */
  private List<Beam> candidates(Source source, float[] logs, int firstRow) {
    int wanted = 2 * options.beams();
    int vocabulary = config.vocabulary();
    float[] best = new float[wanted];
    int[] place = new int[wanted];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    for (int b = 0; b < options.beams(); b++) {
      float before = source.running.get(b).score();
      int row = (firstRow + b) * vocabulary;
      for (int id = 0; id < vocabulary; id++) {
        float score = logs[row + id] + before;
        if (score > best[wanted - 1]) {
          int at = wanted - 1;
          while (at > 0 && best[at - 1] < score) {
            best[at] = best[at - 1];
            place[at] = place[at - 1];
            at--;
          }
          best[at] = score;
          place[at] = b * vocabulary + id;
        }
      }
    }
    List<Beam> candidates = new ArrayList<>();
    for (int c = 0; c < wanted; c++) {
      int beam = place[c] / vocabulary;
      candidates.add(source.running.get(beam).with(place[c] % vocabulary, best[c], beam));
    }
    return candidates;
  }

  private Generated result(Source source) {
    Beam best = source.kept.isEmpty() ? source.running.get(0) : source.kept.get(0);
    int[] tokens = best.tokens();
    boolean ended = tokens[tokens.length - 1] == config.endId();
    return new Generated(tokens, new float[0], new float[0], ended, best.score());
  }
}
