package org.iccm.testkit.contract;

import java.time.Duration;
import java.util.OptionalInt;
import org.iccm.api.error.LlmException;
import org.iccm.api.llm.LlmBackend;
import org.iccm.testkit.doubles.ScriptedLlmBackend;

class ScriptedLlmBackendContractTest extends LlmBackendContract {
  static final String ANSWER = "It is blue by day, as everybody can see.";

  @Override
  protected LlmBackend newBackend() {
    return ScriptedLlmBackend.always("scripted", ANSWER);
  }

  @Override
  protected LlmBackend newSlowBackend() {
    return ScriptedLlmBackend.builder("scripted")
        .answering(r -> ANSWER)
        .delay(Duration.ofMinutes(1))
        .build();
  }

  @Override
  protected LlmBackend newFailingBackend() {
    return ScriptedLlmBackend.builder("scripted")
        .failAlways(() -> new LlmException("scripted", OptionalInt.of(500), true, "it is down"))
        .build();
  }

  @Override
  protected Duration settle() {
    return Duration.ofMillis(100);
  }
}
