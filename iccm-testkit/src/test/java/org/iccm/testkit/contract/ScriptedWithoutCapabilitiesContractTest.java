package org.iccm.testkit.contract;

import java.util.Set;
import org.iccm.api.llm.LlmBackend;
import org.iccm.testkit.doubles.ScriptedLlmBackend;

/** What it cannot do it has to refuse, and what it does not know it may leave unknown. */
class ScriptedWithoutCapabilitiesContractTest extends ScriptedLlmBackendContractTest {
  @Override
  protected LlmBackend newBackend() {
    return ScriptedLlmBackend.builder("scripted")
        .answering(r -> ANSWER)
        .capabilities(Set.of())
        .withoutUsage()
        .build();
  }
}
