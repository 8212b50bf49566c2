package org.iccm.examples.reconstructor;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.t5.T5Config;
import org.iccm.training.tokenizer.TextTokenizer;

/**
 * What a reconstructor reads and writes, as token ids.
 *
 * <pre>
 * source: &lt;unit&gt; head &lt;source&gt; other heads &lt;source&gt; requirements, a line each &lt;/s&gt;
 * target: imports and function &lt;/s&gt;
 * </pre>
 *
 * <p>Thread-safe while its tokenizer is open, which its caller closes.
 */
final class ReconstructorFormat {
  /** Names this format; part of the model's revision. */
  static final String VERSION = "reconstructor-format-1";

  private final TextTokenizer tokenizer;
  private final int unit;
  private final int source;
  private final int end;

  ReconstructorFormat(TextTokenizer tokenizer, T5Config config) {
    // Its faults are told by the format that has the markers.
    RequirementFormat.of(tokenizer, config);
    this.tokenizer = tokenizer;
    this.unit = tokenizer.idOf("<unit>").orElseThrow();
    this.source = tokenizer.idOf("<source>").orElseThrow();
    this.end = config.endId();
  }

  /** A task as ids; the end of what is too long is left out. */
  int[] source(Task task, int longest) {
    IntStream.Builder ids = IntStream.builder();
    ids.add(unit);
    add(ids, task.signature());
    ids.add(source);
    add(ids, String.join("\n", task.others()));
    ids.add(source);
    add(ids, String.join("\n", task.requirements()));
    int[] all = ids.build().limit(longest).toArray();
    int[] ended = Arrays.copyOf(all, Math.min(all.length + 1, longest));
    ended[ended.length - 1] = end;
    return ended;
  }

  /** Code as ids that end with the end's id. */
  int[] target(String code) {
    int[] ids = tokenizer.encodePlain(code);
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = end;
    return ended;
  }

  /** What ids say up to the end's. */
  String text(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).takeWhile(i -> i != end).toArray());
  }

  private void add(IntStream.Builder ids, String text) {
    Arrays.stream(tokenizer.encodePlain(text)).forEach(ids::add);
  }
}
