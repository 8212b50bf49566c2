package org.iccm.training.supervised;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.stream.ExampleSource;
import org.iccm.training.stream.SupervisedExample;

/**
 * Batches of similar lengths from a stream. A window of examples is sorted by lengths and cut into
 * micro-batches, which are shuffled; a step takes several of them. So rows are padded little, and
 * yet a step sees all lengths. What a step gets follows from the stream, the seed and the step's
 * place alone: a position is three numbers. Not thread-safe.
 */
final class BatchStream {
  /** After so many examples in a row that are too long, the limits are wrong. */
  private static final int MOST_LEFT_OUT = 10_000;

  /**
   * A place in the stream.
   *
   * @param examples examples before the current window
   * @param window windows before it
   * @param taken steps taken from it
   * @param leftOut examples before the window that were too long
   */
  record Position(long examples, long window, int taken, long leftOut) {
    static final Position START = new Position(0, 0, 0, 0);
  }

  private final ExampleSource source;
  private final ExampleEncoder encoder;
  private final SupervisedOptions options;
  private Iterator<SupervisedExample> examples;
  private Position position;
  private long read;
  private long leftOut;
  private List<List<EncodedExample>> micros = List.of();

  BatchStream(ExampleSource source, ExampleEncoder encoder, SupervisedOptions options) {
    this.source = source;
    this.encoder = encoder;
    this.options = options;
    this.position = Position.START;
    this.examples = source.from(0);
  }

  /** The next step's micro-batches; never empty. */
  List<List<EncodedExample>> next() {
    int perStep = options.batch() / options.microBatch();
    if (micros.isEmpty()) {
      fill();
    } else if ((position.taken() + 1) * perStep > micros.size()) {
      position = new Position(read, position.window() + 1, 0, leftOut);
      fill();
    }
    int from = position.taken() * perStep;
    List<List<EncodedExample>> step = List.copyOf(micros.subList(from, from + perStep));
    position =
        new Position(
            position.examples(), position.window(), position.taken() + 1, position.leftOut());
    return step;
  }

  private void fill() {
    int size = options.batch() * options.window();
    List<EncodedExample> window = new ArrayList<>(size);
    int inARow = 0;
    while (window.size() < size) {
      if (!examples.hasNext()) {
        throw new IllegalStateException(
            source.identity() + " ended after " + read + " examples; a source has no end");
      }
      Optional<EncodedExample> encoded = encoder.encode(examples.next());
      read++;
      if (encoded.isPresent()) {
        window.add(encoded.get());
        inARow = 0;
      } else {
        leftOut++;
        if (++inARow == MOST_LEFT_OUT) {
          throw tooLong(inARow);
        }
      }
    }
    sort(window);
    List<List<EncodedExample>> cut = new ArrayList<>();
    for (int i = 0; i < size; i += options.microBatch()) {
      cut.add(List.copyOf(window.subList(i, i + options.microBatch())));
    }
    Collections.shuffle(cut, new Random(options.seed() * 1_000_003L + position.window()));
    micros = cut;
  }

  /**
   * Sorts by target into strips, and each strip by source: rows next to each other are alike in
   * both, which the sum of both lengths would not bring about.
   */
  private void sort(List<EncodedExample> window) {
    window.sort(Comparator.comparingInt(e -> e.target().length));
    int micros = window.size() / options.microBatch();
    int strips = (int) Math.max(1, Math.round(Math.sqrt(micros)));
    int strip = (micros + strips - 1) / strips * options.microBatch();
    for (int from = 0; from < window.size(); from += strip) {
      window
          .subList(from, Math.min(window.size(), from + strip))
          .sort(Comparator.comparingInt(e -> e.source().length));
    }
  }

  private ConfigurationException tooLong(long many) {
    return new ConfigurationException(
        "",
        "none of "
            + many
            + " examples in a row fits sourceTokens "
            + options.sourceTokens()
            + " and targetTokens "
            + options.targetTokens()
            + "; raise them, or read smaller chunks");
  }

  /** Where the next step begins. */
  Position position() {
    return position;
  }

  /** Examples read so far that were too long. */
  long leftOut() {
    return leftOut;
  }

  /** Goes to a place. */
  void restore(Position to) {
    position = to;
    read = to.examples();
    leftOut = to.leftOut();
    examples = source.from(read);
    micros = List.of();
    if (to.taken() > 0) {
      fill();
    }
  }
}
