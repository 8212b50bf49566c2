package org.iccm.validation.rag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.api.context.ContextEngineer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.testkit.contract.ContextEngineerContract;
import org.iccm.testkit.doubles.FixedEmbedder;
import org.iccm.testkit.doubles.PluginHost;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.junit.jupiter.api.AfterEach;

class RagEngineerContractTest extends ContextEngineerContract {
  private final List<PluginHost> hosts = new ArrayList<>();

  @Override
  protected ContextEngineer newEngineer() {
    PluginHost host =
        new PluginHost(
            "rag",
            new Cl100kTokenCounter(),
            ScriptedLlmBackend.always(
                "writer", "- Takes two numbers.\n- Gives back what is left of them."),
            new FixedEmbedder());
    hosts.add(host);
    return new RagEngineer(
        new RagSettings(10, 1, .2, Optional.of(Duration.ofMinutes(1))), host, "writer", "");
  }

  @AfterEach
  void closeHosts() {
    hosts.forEach(PluginHost::close);
  }
}
