package org.iccm.orchestra.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.LlmBackend;
import org.iccm.testkit.contract.LlmBackendContract;
import org.junit.jupiter.api.Tag;

@Tag("model")
class LocalBackendContractTest extends LlmBackendContract {
  @Override
  protected LlmBackend newBackend() {
    return LocalFixture.backend(Map.of());
  }

  /** One token at a time, and so many that half a minute is never enough. */
  @Override
  protected LlmBackend newSlowBackend() {
    return LocalFixture.backend(
        Map.of("threads", 1L, "slots", 1L, "contextPerSlot", 8192L, "batchTokens", 32L));
  }

  @Override
  protected CompletionRequest longRequest() {
    return LocalFixture.request("The sea is wide and deep. ".repeat(1000) + "Go on.", 2000);
  }

  @Override
  protected LlmBackend newFailingBackend() {
    return LocalFixture.backend(
        Map.of("model", "mine", "sha256", "a".repeat(64), "modelFile", Path.of("/no/such.gguf")));
  }

  @Override
  protected Duration settle() {
    return Duration.ofSeconds(3);
  }

  @Override
  protected Duration patience() {
    return Duration.ofMinutes(3);
  }
}
