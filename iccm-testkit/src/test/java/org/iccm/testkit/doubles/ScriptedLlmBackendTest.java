package org.iccm.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.LlmBackend;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptedLlmBackendTest {
  @TempDir Path directory;

  private static CompletionRequest ask(String text) {
    return CompletionRequest.builder(List.of(Message.user(text))).build();
  }

  @Test
  void answersInTurnAndFailsWhenTheScriptIsOver() {
    try (ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m").script("first", "second").build()) {
      assertThat(model.complete(ask("a")).text()).isEqualTo("first");
      assertThat(model.complete(ask("a")).text()).isEqualTo("second");
      assertThatThrownBy(() -> model.complete(ask("a")))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining("script of 2 answers");
      assertThat(model.calls()).isEqualTo(3);
    }
  }

  @Test
  void answersByFunctionAndKeepsWhatItWasAsked() {
    try (ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .answering(r -> r.messages().get(0).content().toUpperCase(java.util.Locale.ROOT))
            .build()) {
      assertThat(model.complete(ask("jam")).text()).isEqualTo("JAM");
      assertThat(model.requests()).containsExactly(ask("jam"));
    }
  }

  @Test
  void failsAsOftenAsToldAndThenAnswers() {
    try (ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .answering(r -> "well")
            .failFirst(2, () -> new LlmException("m", OptionalInt.of(503), true, "busy"))
            .build()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> model.complete(ask("a"))).hasMessage("busy");
      }
      assertThat(model.complete(ask("a")).text()).isEqualTo("well");
    }
  }

  @Test
  void cutsAtMaxTokensAndSaysSo() {
    try (ScriptedLlmBackend model = ScriptedLlmBackend.always("m", "one two  three\nfour")) {
      Completion c =
          model.complete(
              ask("count").toBuilder().sampling(Sampling.builder().maxTokens(3).build()).build());
      assertThat(c.text()).isEqualTo("one two  three\n");
      assertThat(c.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(c.usage().completion()).hasValue(3);
    }
  }

  @Test
  void cutsAtAStopText() {
    try (ScriptedLlmBackend model = ScriptedLlmBackend.always("m", "one STOP two")) {
      Completion c =
          model.complete(
              ask("a").toBuilder()
                  .sampling(Sampling.builder().stop(List.of("STOP")).build())
                  .build());
      assertThat(c.text()).isEqualTo("one ");
      assertThat(c.finishReason()).isEqualTo(FinishReason.STOP);
    }
  }

  @Test
  void streamsWordByWord() {
    try (ScriptedLlmBackend model = ScriptedLlmBackend.always("m", "  one two\nthree ")) {
      List<String> parts = new ArrayList<>();
      model.complete(ask("a"), parts::add);
      assertThat(parts).containsExactly("  one ", "two\n", "three ");
    }
  }

  @Test
  void countsCallsUnderWayAtOnce() throws InterruptedException {
    try (ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .answering(r -> "well")
            .delay(Duration.ofMillis(300))
            .build()) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Thread caller = new Thread(() -> model.complete(ask("a")));
        caller.start();
        callers.add(caller);
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(model.peakConcurrency()).isEqualTo(3);
    }
  }

  @Test
  void tellsAnotherConcurrencyFromNowOn() {
    try (ScriptedLlmBackend model = ScriptedLlmBackend.always("m", "well")) {
      assertThat(model.model().concurrency()).isEqualTo(1);
      model.concurrency(5);
      assertThat(model.model().concurrency()).isEqualTo(5);
    }
  }

  @Test
  void givesBackWhatWasRecorded() {
    Recordings recordings = Recordings.in(directory.resolve("recorded"));
    try (ScriptedLlmBackend real = ScriptedLlmBackend.always("m", "häls\n");
        LlmBackend recorder = recordings.record(real)) {
      recorder.complete(ask("a"));
    }
    try (ScriptedLlmBackend replay = ScriptedLlmBackend.builder("m").recorded(recordings).build()) {
      assertThat(replay.complete(ask("a")).text()).isEqualTo("häls\n");
      assertThatThrownBy(() -> replay.complete(ask("b")))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining(recordings.file(ask("b")).toString());
    }
  }

  @Test
  void recordsEachSampleOfAConversationInAFileOfItsOwn() {
    Recordings recordings = Recordings.in(directory);
    CompletionRequest second = ask("a").toBuilder().sampleIndex(1).build();
    assertThat(recordings.file(second)).isNotEqualTo(recordings.file(ask("a")));
    CompletionRequest warm =
        ask("a").toBuilder().sampling(Sampling.builder().temperature(1).build()).build();
    assertThat(recordings.file(warm)).isEqualTo(recordings.file(ask("a")));
    assertThat(Files.exists(recordings.file(warm))).isFalse();
  }
}
