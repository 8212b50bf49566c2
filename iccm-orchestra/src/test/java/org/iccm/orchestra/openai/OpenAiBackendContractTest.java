package org.iccm.orchestra.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.iccm.api.llm.LlmBackend;
import org.iccm.testkit.contract.LlmBackendContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class OpenAiBackendContractTest extends LlmBackendContract {
  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ServerFixture();
    fixture.server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = String.valueOf(request.getTarget());
            if (path.startsWith("/slow")) {
              return new MockResponse.Builder()
                  .onResponseStart(SocketEffect.Stall.INSTANCE)
                  .build();
            }
            if (path.startsWith("/failing")) {
              return fixture.json(400, "{\"error\":{\"message\":\"never\"}}").build();
            }
            return streams(request)
                ? fixture
                    .events(
                        ServerFixture.chunk("Bl", null)
                            + ServerFixture.chunk("ue", "stop")
                            + "data: [DONE]\n\n")
                    .build()
                : fixture.json(200, ServerFixture.answer("Blue")).build();
          }
        });
  }

  private static boolean streams(RecordedRequest request) {
    try {
      JsonNode body = new ObjectMapper().readTree(request.getBody().utf8());
      return body.path("stream").asBoolean();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private LlmBackend at(String path) {
    return fixture.backend(
        Map.of("baseUrl", "http://127.0.0.1:" + fixture.server.getPort() + "/" + path));
  }

  @Override
  protected LlmBackend newBackend() {
    return at("v1");
  }

  @Override
  protected LlmBackend newSlowBackend() {
    return at("slow");
  }

  @Override
  protected LlmBackend newFailingBackend() {
    return at("failing");
  }
}
