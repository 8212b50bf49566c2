package org.iccm.training.stream;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.iccm.api.application.Digests;

/**
 * An endless stream of examples that can be entered anywhere. What stands at a position is always
 * the same: exact resume rests on it.
 *
 * @since 0.1.0
 */
public interface ExampleSource {
  /**
   * Names the stream: sources of the same identity give the same examples. A checkpoint of another
   * identity is refused.
   *
   * @return any text
   */
  String identity();

  /**
   * The stream from a position on.
   *
   * @param position examples to pass over, 0 or more
   * @return examples without end; for one thread
   */
  Iterator<SupervisedExample> from(long position);

  /**
   * The same examples again and again, in their order; shuffling is the training's.
   *
   * @param examples at least one
   * @return an endless source
   */
  static ExampleSource cycle(List<SupervisedExample> examples) {
    List<SupervisedExample> all = List.copyOf(examples);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("there is no example");
    }
    String identity = "cycle " + digest(all);
    return new ExampleSource() {
      @Override
      public String identity() {
        return identity;
      }

      @Override
      public Iterator<SupervisedExample> from(long position) {
        return Stream.iterate(position, p -> p + 1)
            .map(p -> all.get((int) (p % all.size())))
            .iterator();
      }
    };
  }

  /**
   * Digest of what a model sees of examples: the same in every process, unlike the order of a set
   * of units.
   *
   * @param examples any examples
   * @return 64 hexadecimal characters
   */
  static String digest(List<SupervisedExample> examples) {
    return Digests.of(
        examples.stream()
            .flatMap(
                e ->
                    Stream.concat(
                        Stream.of(e.chunk().name(), e.chunk().text(), e.chunk().around()),
                        e.requirements().stream().map(r -> r.kind().label() + " " + r.text())))
            .toArray(String[]::new));
  }
}
