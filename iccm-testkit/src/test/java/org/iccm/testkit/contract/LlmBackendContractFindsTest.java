package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.ModelCard;
import org.iccm.api.llm.TokenUsage;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.junit.jupiter.api.Test;

/** The contract finds each of these faults, and blames nothing else. */
class LlmBackendContractFindsTest {
  /** A sound backend to break. */
  abstract static class Broken extends ScriptedLlmBackendContractTest {
    abstract LlmBackend spoil(LlmBackend sound);

    @Override
    protected LlmBackend newBackend() {
      return spoil(super.newBackend());
    }

    @Override
    protected LlmBackend newSlowBackend() {
      return spoil(super.newSlowBackend());
    }

    @Override
    protected LlmBackend newFailingBackend() {
      return spoil(super.newFailingBackend());
    }
  }

  /** Passes everything on. */
  static class Wrapper implements LlmBackend {
    final LlmBackend sound;

    Wrapper(LlmBackend sound) {
      this.sound = sound;
    }

    @Override
    public ModelCard model() {
      return sound.model();
    }

    @Override
    public Completion complete(CompletionRequest request) {
      return sound.complete(request);
    }

    @Override
    public Completion complete(CompletionRequest request, CompletionListener listener) {
      return sound.complete(request, listener);
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  static class AnotherModel extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public ModelCard model() {
          return ModelCard.builder("another", "r").build();
        }
      };
    }
  }

  @Test
  void anAnswerInTheNameOfAnotherModel() {
    assertThat(Verdict.failedTests(AnotherModel.class)).contains("Answers.withText");
  }

  static class EmptyForFailure extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request) {
          try {
            return super.complete(request);
          } catch (LlmException e) {
            return Completion.builder("", sound.model().id(), FinishReason.OTHER).build();
          }
        }
      };
    }
  }

  @Test
  void anEmptyAnswerInPlaceOfAnError() {
    assertThat(Verdict.failedTests(EmptyForFailure.class))
        .containsExactly("Failures.throwsLlmException");
  }

  static class LosesFlag extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request) {
          try {
            return super.complete(request);
          } catch (CancelledException e) {
            Thread.interrupted();
            throw e;
          }
        }
      };
    }
  }

  @Test
  void aLostInterruptFlag() {
    assertThat(Verdict.failedTests(LosesFlag.class))
        .containsExactly("Interrupts.beforehand", "Interrupts.inFlight");
  }

  static class DeafToInterrupts extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      CountDownLatch closed = new CountDownLatch(1);
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request) {
          boolean interrupted = false;
          try {
            return super.complete(request);
          } catch (CancelledException e) {
            while (closed.getCount() > 0) {
              try {
                closed.await(10, TimeUnit.MILLISECONDS);
              } catch (InterruptedException again) {
                interrupted = true;
              }
            }
            throw e;
          } finally {
            if (interrupted) {
              Thread.currentThread().interrupt();
            }
          }
        }

        @Override
        public void close() {
          closed.countDown();
          super.close();
        }
      };
    }
  }

  @Test
  void aCallThatGoesOnWhenInterrupted() {
    assertThat(Verdict.failedTests(DeafToInterrupts.class))
        .containsExactly("Interrupts.beforehand", "Interrupts.inFlight");
  }

  static class NeverCloses extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public void close() {}
      };
    }
  }

  @Test
  void aCloseThatDoesNothing() {
    assertThat(Verdict.failedTests(NeverCloses.class))
        .containsExactly("Closing.endsCalls", "Closing.refuses");
  }

  static class LeavesThread extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request) {
          Thread left =
              new Thread(
                  () -> {
                    try {
                      Thread.sleep(20_000);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  },
                  "iccm-left-behind");
          left.setDaemon(true);
          left.start();
          return super.complete(request);
        }
      };
    }
  }

  @Test
  void aThreadLeftBehind() {
    assertThat(Verdict.failedTests(LeavesThread.class)).containsExactly("Closing.twice");
  }

  static class HalfStream extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request, CompletionListener listener) {
          Completion c = super.complete(request);
          listener.onText(c.text().substring(0, c.text().length() / 2));
          return c;
        }
      };
    }
  }

  @Test
  void aStreamThatEndsEarly() {
    assertThat(Verdict.failedTests(HalfStream.class)).containsExactly("Streams.everything");
  }

  static class SwallowsListenerFault extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request, CompletionListener listener) {
          Completion c = super.complete(request);
          try {
            listener.onText(c.text());
          } catch (RuntimeException e) {
            return c;
          }
          return c;
        }
      };
    }
  }

  @Test
  void aSwallowedFaultOfTheListener() {
    assertThat(Verdict.failedTests(SwallowsListenerFault.class))
        .containsExactly("Streams.whoThrows");
  }

  static class IgnoresMaxTokens extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request) {
          return super.complete(request).toBuilder().usage(TokenUsage.of(9, 9)).build();
        }
      };
    }
  }

  @Test
  void anAnswerLongerThanAllowed() {
    assertThat(Verdict.failedTests(IgnoresMaxTokens.class))
        .containsExactly("Answers.withinMaxTokens");
  }

  static class AcceptsAnything extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public ModelCard model() {
          return super.model().toBuilder().capabilities(Set.of()).build();
        }
      };
    }
  }

  @Test
  void optionsIgnoredInSilence() {
    assertThat(Verdict.failedTests(AcceptsAnything.class))
        .containsExactly("Capabilities.seed", "Capabilities.stop", "Capabilities.topP");
  }

  static class OneAtATime extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      java.util.concurrent.atomic.AtomicInteger inside =
          new java.util.concurrent.atomic.AtomicInteger();
      return new Wrapper(sound) {
        @Override
        public Completion complete(CompletionRequest request) {
          if (inside.getAndIncrement() > 0) {
            throw new IllegalStateException("busy");
          }
          try {
            Completion c = super.complete(request);
            Thread.sleep(300);
            return c;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted", e);
          } finally {
            inside.decrementAndGet();
          }
        }
      };
    }
  }

  @Test
  void aBackendForOneCallerOnly() {
    assertThat(Verdict.failedTests(OneAtATime.class)).containsExactly("Answers.manyAtOnce");
  }

  static class Unstable extends Broken {
    @Override
    LlmBackend spoil(LlmBackend sound) {
      return new Wrapper(sound) {
        @Override
        public ModelCard model() {
          int calls = ((ScriptedLlmBackend) sound).calls();
          return ModelCard.builder("scripted", "r" + calls).build();
        }
      };
    }
  }

  @Test
  void aRevisionThatChangesWithUse() {
    assertThat(Verdict.failedTests(Unstable.class)).contains("Card.stably");
  }
}
