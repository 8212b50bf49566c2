package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.embedding.EmbedderCard;
import org.iccm.testkit.threads.IccmThreads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Embedder} has to do. Extend it and say how embedders are made; each test makes
 * its own and closes it.
 *
 * @since 0.1.0
 */
@DisplayName("An embedder")
public abstract class EmbedderContract {
  private static final double NEAR = 1e-3;

  private static final List<String> TEXTS =
      List.of(
          "Return the sum of all invoices of a customer.",
          "The cat sleeps on the warm roof.",
          "def total(invoices): return sum(i.amount for i in invoices)",
          "Größe, naïve, 東京, \uD83D\uDE80",
          "x");

  /** For subclasses. */
  protected EmbedderContract() {}

  /**
   * An embedder.
   *
   * @return a new one; the contract closes it
   */
  protected abstract Embedder newEmbedder();

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }

  private static void assertNear(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(NEAR));
    }
  }

  /** Its card. */
  @Nested
  @DisplayName("describes itself")
  class Card {
    @Test
    @DisplayName("with name, fingerprint, dimensions and a longest text, always the same")
    void completely() {
      try (Embedder embedder = newEmbedder();
          Embedder another = newEmbedder()) {
        EmbedderCard card = embedder.card();
        assertThat(card.name()).isNotBlank();
        assertThat(card.fingerprint()).isNotBlank();
        assertThat(card.dimensions()).isPositive();
        assertThat(card.maxTokens()).isPositive();
        embedder.embed(TEXTS);
        assertThat(embedder.card()).isEqualTo(card);
        assertThat(another.card()).isEqualTo(card);
      }
    }
  }

  /** Its vectors. */
  @Nested
  @DisplayName("gives vectors")
  class Vectors {
    @Test
    @DisplayName("of unit length and finite numbers, as long as the card says, one for each text")
    void ofUnitLength() {
      try (Embedder embedder = newEmbedder()) {
        List<float[]> vectors = embedder.embed(TEXTS);
        assertThat(vectors).hasSameSizeAs(TEXTS);
        for (float[] vector : vectors) {
          assertThat(vector).hasSize(embedder.card().dimensions());
          assertThat(cosine(vector, vector)).isCloseTo(1, within(NEAR));
        }
      }
    }

    @Test
    @DisplayName("that depend on the text alone, not on its company, order or time")
    void ofTheTextAlone() {
      try (Embedder embedder = newEmbedder();
          Embedder another = newEmbedder()) {
        List<float[]> together = embedder.embed(TEXTS);
        for (int i = TEXTS.size() - 1; i >= 0; i--) {
          assertNear(another.embed(List.of(TEXTS.get(i))).get(0), together.get(i));
        }
      }
    }

    @Test
    @DisplayName("that tell different texts apart, and put alike texts nearer than strange ones")
    void thatMeanSomething() {
      try (Embedder embedder = newEmbedder()) {
        List<float[]> v =
            embedder.embed(
                List.of(
                    "the invoice total is the sum of its lines",
                    "the total of an invoice is the sum of all its lines",
                    "seven green parrots quarrelled over ripe mangoes"));
        assertThat(cosine(v.get(0), v.get(1))).isGreaterThan(cosine(v.get(0), v.get(2)) + 0.1);
        assertThat(cosine(v.get(0), v.get(2))).isLessThan(0.9);
      }
    }

    @Test
    @DisplayName("of texts longer than its longest, cut")
    void ofLongTexts() {
      try (Embedder embedder = newEmbedder()) {
        String text = "shelf jar label ".repeat(embedder.card().maxTokens());
        float[] vector = embedder.embed(List.of(text)).get(0);
        assertThat(cosine(vector, vector)).isCloseTo(1, within(NEAR));
      }
    }

    @Test
    @DisplayName("none for no text")
    void ofNothing() {
      try (Embedder embedder = newEmbedder()) {
        assertThat(embedder.embed(List.of())).isEmpty();
      }
    }

    @Test
    @DisplayName("that a caller may change without harm to the next")
    void thatAreCopies() {
      try (Embedder embedder = newEmbedder()) {
        float[] first = embedder.embed(List.of(TEXTS.get(0))).get(0);
        float[] kept = first.clone();
        java.util.Arrays.fill(first, 0);
        assertNear(embedder.embed(List.of(TEXTS.get(0))).get(0), kept);
      }
    }

    @Test
    @DisplayName("to several callers at once")
    void toSeveral() throws InterruptedException {
      try (Embedder embedder = newEmbedder()) {
        List<float[]> expected = embedder.embed(TEXTS);
        List<Background<List<float[]>>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          calls.add(Background.start(() -> embedder.embed(TEXTS)));
        }
        for (Background<List<float[]>> call : calls) {
          List<float[]> vectors = call.within(Duration.ofMinutes(1), "an embedding").value();
          for (int i = 0; i < TEXTS.size(); i++) {
            assertNear(vectors.get(i), expected.get(i));
          }
        }
      }
    }
  }

  /** Its end. */
  @Nested
  @DisplayName("when closed")
  class Closing {
    @Test
    @DisplayName("refuses later calls with IllegalStateException")
    void refuses() {
      Embedder embedder = newEmbedder();
      embedder.close();
      assertThatThrownBy(() -> embedder.embed(TEXTS)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("twice, does nothing more, and leaves no thread of its own")
    void twice() {
      IccmThreads threads = IccmThreads.now();
      Embedder embedder = newEmbedder();
      embedder.embed(TEXTS);
      embedder.close();
      embedder.close();
      threads.assertNoneAdded(Duration.ofSeconds(5));
    }
  }
}
