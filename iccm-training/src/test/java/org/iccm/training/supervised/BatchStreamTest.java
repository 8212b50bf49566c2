package org.iccm.training.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.stream.ExampleSource;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BatchStreamTest {
  private static final TextTokenizer TOKENIZER = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
  private static final RequirementFormat FORMAT =
      RequirementFormat.of(TOKENIZER, T5Size.TEST.config());
  private static final ExampleSource SOURCE = ExampleSource.cycle(Lesson.examples(0, 37));

  @AfterAll
  static void close() {
    TOKENIZER.close();
  }

  private static SupervisedOptions options(int window, long seed, int sourceTokens) {
    return SupervisedOptions.builder()
        .batch(8)
        .microBatch(2)
        .window(window)
        .seed(seed)
        .sourceTokens(sourceTokens)
        .build();
  }

  private static BatchStream stream(SupervisedOptions options) {
    ExampleEncoder encoder =
        new ExampleEncoder(FORMAT, options.sourceTokens(), options.targetTokens());
    return new BatchStream(SOURCE, encoder, options);
  }

  private static List<String> names(List<List<EncodedExample>> step) {
    return step.stream().flatMap(List::stream).map(e -> e.example().chunk().name()).toList();
  }

  @Test
  @DisplayName("a stream that is entered anywhere goes on as the one that came there")
  void resumes() {
    int[] sizes =
        Lesson.examples(0, 37).stream()
            .mapToInt(e -> FORMAT.source(e.chunk(), 200).length)
            .sorted()
            .toArray();
    assertThat(sizes[30]).isGreaterThan(sizes[20]);
    // the second leaves the longest sources out
    for (int sourceTokens : new int[] {200, sizes[20]}) {
      SupervisedOptions options = options(3, 5, sourceTokens);
      BatchStream whole = stream(options);
      List<BatchStream.Position> places = new ArrayList<>();
      List<List<String>> steps = new ArrayList<>();
      List<Long> leftOut = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        places.add(whole.position());
        steps.add(names(whole.next()));
        leftOut.add(whole.leftOut());
      }
      assertThat(whole.leftOut() > 0).isEqualTo(sourceTokens == sizes[20]);
      for (int from = 0; from < 14; from++) {
        BatchStream entered = stream(options);
        entered.restore(places.get(from));
        for (int i = from; i < 14; i++) {
          assertThat(names(entered.next())).isEqualTo(steps.get(i));
          assertThat(entered.leftOut()).isEqualTo(leftOut.get(i));
        }
      }
    }
  }

  @Test
  @DisplayName("a window shows each of its examples once, in another order for another seed")
  void windows() {
    BatchStream a = stream(options(4, 1, 200));
    BatchStream b = stream(options(4, 2, 200));
    List<String> first = new ArrayList<>();
    List<String> other = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      first.addAll(names(a.next()));
      other.addAll(names(b.next()));
    }
    // 32 of the 37
    List<String> expected = Lesson.examples(0, 32).stream().map(e -> e.chunk().name()).toList();
    assertThat(first).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(other).containsExactlyInAnyOrderElementsOf(expected).isNotEqualTo(first);
  }

  @Test
  @DisplayName("micro-batches of a window have examples of like lengths")
  void lengths() {
    assertThat(padded(options(16, 1, 200))).isLessThan(padded(options(1, 1, 200)) * 3 / 4);
  }

  /** Tokens of padding in 16 steps. */
  private static long padded(SupervisedOptions options) {
    BatchStream stream = stream(options);
    long padded = 0;
    for (int i = 0; i < 16; i++) {
      for (List<EncodedExample> micro : stream.next()) {
        int source = micro.stream().mapToInt(e -> e.source().length).max().orElseThrow();
        int target = micro.stream().mapToInt(e -> e.target().length).max().orElseThrow();
        padded += micro.stream().mapToInt(e -> source + target - e.tokens()).sum();
      }
    }
    return padded;
  }

  @Test
  @DisplayName("limits that nothing fits are told")
  void tooLong() {
    assertThatThrownBy(() -> stream(options(1, 1, 8)).next())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sourceTokens 8");
  }
}
