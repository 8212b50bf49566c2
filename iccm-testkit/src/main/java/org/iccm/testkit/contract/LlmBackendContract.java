package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Capability;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.Sampling;
import org.iccm.testkit.threads.IccmThreads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LlmBackend} has to do. Extend it and say how backends are made; each test makes
 * its own and closes it.
 *
 * @since 0.1.0
 */
@DisplayName("A language model")
public abstract class LlmBackendContract {
  /** For subclasses. */
  protected LlmBackendContract() {}

  /**
   * A backend that answers any sensible request with some text.
   *
   * @return a new backend; the contract closes it
   */
  protected abstract LlmBackend newBackend();

  /**
   * A backend that is still busy with {@link #longRequest()} after half a minute.
   *
   * @return a new backend; the contract closes it
   */
  protected abstract LlmBackend newSlowBackend();

  /**
   * A backend whose every call fails for good.
   *
   * @return a new backend; the contract closes it
   */
  protected abstract LlmBackend newFailingBackend();

  /**
   * A request for {@link #newBackend()}.
   *
   * @return a short one
   */
  protected CompletionRequest request() {
    return CompletionRequest.builder(
            List.of(
                Message.system("Answer in one short sentence."),
                Message.user("Which colour has the sky by day?")))
        .sampling(Sampling.builder().temperature(0).maxTokens(24).build())
        .build();
  }

  /**
   * A request for {@link #newSlowBackend()}.
   *
   * @return one whose answer takes long
   */
  protected CompletionRequest longRequest() {
    return request();
  }

  /**
   * How long a call takes to be surely under way.
   *
   * @return half a second; longer where a server has to start first
   */
  protected Duration settle() {
    return Duration.ofMillis(500);
  }

  /**
   * How long one short answer may take.
   *
   * @return a minute
   */
  protected Duration patience() {
    return Duration.ofMinutes(1);
  }

  private CompletionRequest with(Sampling sampling) {
    return request().toBuilder().sampling(sampling).build();
  }

  private Completion answer(LlmBackend backend, CompletionRequest request)
      throws InterruptedException {
    return Background.start(() -> backend.complete(request))
        .within(patience(), "a short answer")
        .value();
  }

  /** Its card. */
  @Nested
  @DisplayName("describes itself")
  class Card {
    @Test
    @DisplayName("with an id, a revision and a concurrency of at least 1")
    void completely() {
      try (LlmBackend backend = newBackend()) {
        ModelCard card = backend.model();
        assertThat(card.id()).isNotBlank();
        assertThat(card.revision()).isNotBlank();
        assertThat(card.concurrency()).isPositive();
        assertThat(card.contextTokens().orElse(1)).isPositive();
      }
    }

    @Test
    @DisplayName("with an id and a revision that a call does not change")
    void stably() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        ModelCard before = backend.model();
        answer(backend, request());
        assertThat(backend.model().id()).isEqualTo(before.id());
        assertThat(backend.model().revision()).isEqualTo(before.revision());
      }
    }
  }

  /** Its answers. */
  @Nested
  @DisplayName("answers")
  class Answers {
    @Test
    @DisplayName("with text, in the name of the model that was asked")
    void withText() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        Completion completion = answer(backend, request());
        assertThat(completion.text()).isNotBlank();
        assertThat(completion.modelId()).isEqualTo(backend.model().id());
      }
    }

    @Test
    @DisplayName("with usage that is positive or unknown, at least one try and a time")
    void withFacts() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        Completion completion = answer(backend, request());
        assertThat(completion.usage().prompt().orElse(1)).isPositive();
        assertThat(completion.usage().completion().orElse(1)).isPositive();
        assertThat(completion.tries()).isPositive();
        assertThat(completion.latency()).isGreaterThanOrEqualTo(Duration.ZERO);
      }
    }

    @Test
    @DisplayName("no longer than maxTokens, where it knows the length")
    void withinMaxTokens() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        Completion completion = answer(backend, with(Sampling.builder().maxTokens(4).build()));
        assertThat(completion.usage().completion().orElse(0)).isLessThanOrEqualTo(4);
      }
    }

    @Test
    @DisplayName("a request that leaves every option open")
    void withDefaults() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        assertThat(answer(backend, with(Sampling.builder().build()))).isNotNull();
      }
    }

    @Test
    @DisplayName("several callers at once, more than its concurrency too")
    void manyAtOnce() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        List<Background<Completion>> calls = new ArrayList<>();
        for (int i = 0; i <= Math.min(backend.model().concurrency(), 8); i++) {
          CompletionRequest one = request().toBuilder().sampleIndex(i).build();
          calls.add(Background.start(() -> backend.complete(one)));
        }
        for (Background<Completion> call : calls) {
          Completion completion = call.within(patience(), "one of several answers").value();
          assertThat(completion.text()).isNotBlank();
        }
      }
    }
  }

  /** Its text as it grows. */
  @Nested
  @DisplayName("tells a listener")
  class Streams {
    @Test
    @DisplayName("the whole text, in order, in parts that are not empty, on the caller's thread")
    void everything() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        StringBuilder heard = new StringBuilder();
        List<String> parts = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Background<Completion> call =
            Background.start(
                () -> {
                  threads.add(Thread.currentThread());
                  return backend.complete(
                      request(),
                      new CompletionListener() {
                        @Override
                        public void onText(String delta) {
                          heard.append(delta);
                          parts.add(delta);
                          threads.add(Thread.currentThread());
                        }

                        @Override
                        public void onRestart() {
                          heard.setLength(0);
                        }
                      });
                });
        Completion completion = call.within(patience(), "a streamed answer").value();
        assertThat(heard).hasToString(completion.text());
        assertThat(parts).isNotEmpty().allSatisfy(p -> assertThat(p).isNotEmpty());
        assertThat(threads).containsOnly(threads.get(0));
      }
    }

    @Test
    @DisplayName("who throws, that the call is over: what it threw reaches the caller")
    void whoThrows() throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        Background<Completion> call =
            Background.start(
                () ->
                    backend.complete(
                        request(),
                        delta -> {
                          throw new ListenerFault();
                        }));
        call.within(patience(), "a call whose listener throws");
        assertThat(call.error()).isInstanceOf(ListenerFault.class);
        assertThat(answer(backend, request()).text()).isNotBlank();
      }
    }
  }

  /** What it can and what it refuses. */
  @Nested
  @DisplayName("declares its capabilities:")
  class Capabilities {
    private void check(Capability capability, Sampling sampling) throws InterruptedException {
      try (LlmBackend backend = newBackend()) {
        if (backend.model().capabilities().contains(capability)) {
          assertThat(answer(backend, with(sampling))).isNotNull();
        } else {
          assertThatThrownBy(() -> backend.complete(with(sampling)))
              .isInstanceOf(UnsupportedOperationException.class)
              .hasMessageContaining(backend.model().id());
        }
      }
    }

    @Test
    @DisplayName("a seed is honoured, or refused by an exception that names the model")
    void seed() throws InterruptedException {
      check(Capability.SEED, Sampling.builder().seed(7).maxTokens(8).build());
    }

    @Test
    @DisplayName("stop texts are honoured, or refused by an exception that names the model")
    void stop() throws InterruptedException {
      check(Capability.STOP, Sampling.builder().stop(List.of("\n\n\n")).maxTokens(8).build());
    }

    @Test
    @DisplayName("top-p is honoured, or refused by an exception that names the model")
    void topP() throws InterruptedException {
      check(Capability.TOP_P, Sampling.builder().topP(0.9).maxTokens(8).build());
    }
  }

  /** Its failures. */
  @Nested
  @DisplayName("that fails")
  class Failures {
    @Test
    @DisplayName("throws LlmException with model and reason, and never an empty answer")
    void throwsLlmException() throws InterruptedException {
      try (LlmBackend backend = newFailingBackend()) {
        Background<Completion> call = Background.start(() -> backend.complete(request()));
        call.within(patience(), "a failing call");
        assertThat(call.error())
            .isInstanceOfSatisfying(
                LlmException.class,
                e -> {
                  assertThat(e.model()).isNotBlank();
                  assertThat(e).message().isNotBlank();
                });
      }
    }
  }

  /** Its interrupts. */
  @Nested
  @DisplayName("ends a call that is interrupted")
  class Interrupts {
    @Test
    @DisplayName("within a second, with CancelledException, and keeps the flag")
    void inFlight() throws InterruptedException {
      try (LlmBackend backend = newSlowBackend()) {
        Background<Completion> call =
            Background.startLasting(() -> backend.complete(longRequest()), settle());
        call.interrupt();
        call.within(Background.A_SECOND, "an interrupted call");
        assertThat(call.error()).isInstanceOf(CancelledException.class);
        assertThat(call.flagKept()).as("interrupt flag kept").isTrue();
      }
    }

    @Test
    @DisplayName("also when the interrupt came before the call")
    void beforehand() throws InterruptedException {
      try (LlmBackend backend = newSlowBackend()) {
        Background<Completion> call =
            Background.start(
                () -> {
                  Thread.currentThread().interrupt();
                  return backend.complete(longRequest());
                });
        call.within(Background.A_SECOND, "a call on an interrupted thread");
        assertThat(call.error()).isInstanceOf(CancelledException.class);
        assertThat(call.flagKept()).as("interrupt flag kept").isTrue();
      }
    }
  }

  /** Its end. */
  @Nested
  @DisplayName("when closed")
  class Closing {
    @Test
    @DisplayName("ends calls in flight with CancelledException")
    void endsCalls() throws InterruptedException {
      try (LlmBackend backend = newSlowBackend()) {
        Background<Completion> call =
            Background.startLasting(() -> backend.complete(longRequest()), settle());
        backend.close();
        call.within(Background.A_SECOND, "a call on a closed backend");
        assertThat(call.error()).isInstanceOf(CancelledException.class);
      }
    }

    @Test
    @DisplayName("refuses later calls with IllegalStateException")
    void refuses() {
      LlmBackend backend = newBackend();
      backend.close();
      assertThatThrownBy(() -> backend.complete(request()))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> backend.complete(request(), delta -> {}))
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("twice, does nothing more, and leaves no thread of its own")
    void twice() throws InterruptedException {
      IccmThreads threads = IccmThreads.now();
      LlmBackend backend = newBackend();
      answer(backend, request());
      backend.close();
      backend.close();
      threads.assertNoneAdded(Duration.ofSeconds(5));
    }
  }

  private static final class ListenerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
