package org.iccm.orchestra.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import mockwebserver3.RecordedRequest;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionListener;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.Sampling;
import org.iccm.api.llm.TokenUsage;
import org.iccm.api.plugin.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiBackendTest {
  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ServerFixture();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private JsonNode sent(RecordedRequest request) throws Exception {
    return new ObjectMapper().readTree(request.getBody().utf8());
  }

  @Test
  void sendsWhatIsAskedAndReadsWhatIsAnswered() throws Exception {
    fixture.serve(fixture.json(200, ServerFixture.answer("hi")));
    try (OpenAiBackend backend = fixture.backend()) {
      Completion c =
          backend.complete(
              ServerFixture.request(
                  Sampling.builder()
                      .temperature(0.5)
                      .topP(0.9)
                      .seed(42)
                      .maxTokens(17)
                      .stop(List.of("END"))
                      .build()));
      assertThat(c.text()).isEqualTo("hi");
      assertThat(c.modelId()).isEqualTo("tiny");
      assertThat(c.finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(c.rawFinishReason()).isEqualTo("stop");
      assertThat(c.usage()).isEqualTo(TokenUsage.of(7, 3));
      assertThat(c.responseId()).contains("c-1");
      assertThat(c.tries()).isEqualTo(1);
    }
    RecordedRequest request = fixture.server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + ServerFixture.KEY);
    JsonNode body = sent(request);
    assertThat(body.path("model").asText()).isEqualTo("tiny");
    assertThat(body.path("messages").path(0).path("role").asText()).isEqualTo("system");
    assertThat(body.path("messages").path(1).path("content").asText()).isEqualTo("hello");
    assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(body.path("top_p").asDouble()).isEqualTo(0.9);
    assertThat(body.path("seed").asLong()).isEqualTo(42);
    assertThat(body.path("max_tokens").asInt()).isEqualTo(17);
    assertThat(body.path("stop").path(0).asText()).isEqualTo("END");
    assertThat(body.path("stream").asBoolean()).isFalse();
  }

  @Test
  void fillsAnOpenRequestFromTheBackendsOwnDefaults() throws Exception {
    fixture.serve(fixture.json(200, ServerFixture.answer("hi")));
    try (OpenAiBackend backend =
        fixture.backend(Map.of("temperature", 0.7, "maxTokens", 99L, "topP", 0.5))) {
      backend.complete(ServerFixture.request());
    }
    JsonNode body = sent(fixture.server.takeRequest());
    assertThat(body.path("temperature").asDouble()).isEqualTo(0.7);
    assertThat(body.path("max_tokens").asInt()).isEqualTo(99);
    assertThat(body.path("top_p").asDouble()).isEqualTo(0.5);
    assertThat(body.has("seed")).isFalse();
    assertThat(body.has("stop")).isFalse();
  }

  @Test
  void streamsTextAsItComesAndTakesUsageFromTheLastChunk() throws Exception {
    fixture.serve(
        fixture.events(
            ": comment\n\n"
                + ServerFixture.chunk(null, null)
                + ServerFixture.chunk("ab", null)
                + ServerFixture.chunk("cd", "length")
                + "data: {\"model\":\"tiny\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,"
                + "\"completion_tokens\":2}}\r\n\r\n"
                + "data: [DONE]\n\n"));
    List<String> heard = new ArrayList<>();
    try (OpenAiBackend backend = fixture.backend()) {
      Completion c = backend.complete(ServerFixture.request(), heard::add);
      assertThat(heard).containsExactly("ab", "cd");
      assertThat(c.text()).isEqualTo("abcd");
      assertThat(c.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(c.usage()).isEqualTo(TokenUsage.of(5, 2));
    }
    JsonNode body = sent(fixture.server.takeRequest());
    assertThat(body.path("stream").asBoolean()).isTrue();
    assertThat(body.path("stream_options").path("include_usage").asBoolean()).isTrue();
  }

  @Test
  void hearsTheWholeTextOnceWhereTheServerDoesNotStream() {
    fixture.serve(
        fixture.json(200, ServerFixture.answer("hi")),
        fixture.json(200, ServerFixture.answer("ho")));
    List<String> heard = new ArrayList<>();
    try (OpenAiBackend deaf = fixture.backend();
        OpenAiBackend told = fixture.backend(Map.of("without", List.of("streaming")))) {
      deaf.complete(ServerFixture.request(), heard::add);
      told.complete(ServerFixture.request(), heard::add);
    }
    assertThat(heard).containsExactly("hi", "ho");
  }

  @Test
  void tellsAListenerThatARetryVoidsWhatItHeard() {
    fixture.serve(
        fixture.events(ServerFixture.chunk("half", null)),
        fixture.events(ServerFixture.chunk("whole", "stop") + "data: [DONE]\n\n"));
    List<String> heard = new ArrayList<>();
    try (OpenAiBackend backend = fixture.backend()) {
      Completion c =
          backend.complete(
              ServerFixture.request(),
              new CompletionListener() {
                @Override
                public void onText(String delta) {
                  heard.add(delta);
                }

                @Override
                public void onRestart() {
                  heard.add("<restart>");
                }
              });
      assertThat(heard).containsExactly("half", "<restart>", "whole");
      assertThat(c.text()).isEqualTo("whole");
      assertThat(c.tries()).isEqualTo(2);
    }
  }

  @Test
  void keepsUnknownUsageUnknownAndUnknownReasonsRaw() {
    fixture.serve(
        fixture.json(
            200,
            "{\"model\":\"tiny\",\"choices\":[{\"message\":{\"content\":\"x\"},"
                + "\"finish_reason\":\"tired\"}]}"));
    try (OpenAiBackend backend = fixture.backend()) {
      Completion c = backend.complete(ServerFixture.request());
      assertThat(c.usage().prompt()).isEqualTo(OptionalLong.empty());
      assertThat(c.usage().completion()).isEqualTo(OptionalLong.empty());
      assertThat(c.finishReason()).isEqualTo(FinishReason.OTHER);
      assertThat(c.rawFinishReason()).isEqualTo("tired");
      assertThat(c.responseId()).isEmpty();
    }
  }

  @Test
  void refusesWhatTheServerIsSaidNotToKnow() {
    try (OpenAiBackend backend = fixture.backend(Map.of("without", List.of("seed", "stop")))) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(
              () -> backend.complete(ServerFixture.request(Sampling.builder().seed(1).build())))
          .withMessageContaining("tiny")
          .withMessageContaining("seed");
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(
              () ->
                  backend.complete(
                      ServerFixture.request(Sampling.builder().stop(List.of("x")).build())));
    }
    assertThat(fixture.server.getRequestCount()).isZero();
  }

  @Test
  void anotherModelsAnswerIsAFailureAndNotRetried() {
    fixture.serve(fixture.json(200, ServerFixture.answer("huge", "hi")));
    try (OpenAiBackend backend = fixture.backend()) {
      LlmException e =
          catchThrowableOfType(LlmException.class, () -> backend.complete(ServerFixture.request()));
      assertThat(e).hasMessageContaining("tiny").hasMessageContaining("huge");
      assertThat(e.model()).isEqualTo("tiny");
      assertThat(e.retriable()).isFalse();
    }
    assertThat(fixture.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void anotherModelsStreamIsAFailureBeforeItsTextIsHeard() {
    fixture.serve(
        fixture.events(
            ServerFixture.chunk("x", "stop").replace("tiny", "huge") + "data: [DONE]\n\n"));
    List<String> heard = new ArrayList<>();
    try (OpenAiBackend backend = fixture.backend()) {
      assertThatThrownBy(() -> backend.complete(ServerFixture.request(), heard::add))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining("huge");
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void takesTheNameThatTheUserSaysTheServerAnswersWith() {
    fixture.serve(fixture.json(200, ServerFixture.answer("tiny-2026", "hi")));
    try (OpenAiBackend backend = fixture.backend(Map.of("answersAs", "tiny-2026"))) {
      assertThat(backend.complete(ServerFixture.request()).modelId()).isEqualTo("tiny-2026");
      assertThat(backend.model().id()).isEqualTo("tiny-2026");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1:8000/v1",
        "https://api.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://0.0.0.0:8000/v1",
        "http://[::2]/v1",
        "http://127.0.0.1@evil.example/v1"
      })
  void asksNoOtherMachineWithoutLeave(String url) {
    assertThatThrownBy(() -> fixture.backend(Map.of("baseUrl", url)))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void namesTheSettingThatGivesLeave() {
    assertThatThrownBy(() -> fixture.backend(Map.of("baseUrl", "https://api.example.com/v1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("egress: allowed")
        .hasMessageContaining("api.example.com");
    try (OpenAiBackend backend =
        fixture.backend(Map.of("baseUrl", "https://api.example.com/v1", "egress", "allowed"))) {
      assertThat(backend.model().local()).isFalse();
    }
  }

  @Test
  void aLoopbackNameWorksAndIsLocal() {
    fixture.serve(fixture.json(200, ServerFixture.answer("hi")));
    try (OpenAiBackend backend =
        fixture.backend(
            Map.of("baseUrl", "http://localhost:" + fixture.server.getPort() + "/v1/"))) {
      assertThat(backend.complete(ServerFixture.request()).text()).isEqualTo("hi");
      assertThat(backend.model().local()).isTrue();
    }
  }

  @Test
  void followsNoRedirectOffTheMachine() {
    fixture.serve(fixture.json(302, "").addHeader("Location", "http://10.255.255.1/v1"));
    try (OpenAiBackend backend = fixture.backend()) {
      assertThatThrownBy(() -> backend.complete(ServerFixture.request()))
          .isInstanceOf(LlmException.class)
          .hasMessageContaining("302")
          .hasMessageContaining("redirects are not followed");
    }
  }

  @Test
  void reportsAllFaultsOfAConfigurationAtOnceAndNoSecret() {
    ConfigurationException e =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                fixture.backend(
                    Map.of(
                        "baseUrl", "not an address",
                        "apiKey", Secret.of("planted key\nwith a line"),
                        "without", List.of("wings"))));
    assertThat(e.problems())
        .extracting(ConfigurationException.Problem::key)
        .containsExactlyInAnyOrder("baseUrl", "apiKey", "without");
    assertThat(e.toString()).doesNotContain("planted");
    assertThatThrownBy(() -> fixture.backend(Map.of("baseUrl", "http://u:planted@127.0.0.1/v1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining("planted");
  }
}
