package org.iccm.training.engineer;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.context.ContextEngineer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.testkit.contract.ContextEngineerContract;
import org.iccm.testkit.doubles.PluginHost;
import org.junit.jupiter.api.AfterEach;

class CetContextEngineerContractTest extends ContextEngineerContract {
  private final List<PluginHost> hosts = new ArrayList<>();

  @Override
  protected ContextEngineer newEngineer() {
    PluginHost host = new PluginHost("cet-d", new Cl100kTokenCounter());
    hosts.add(host);
    return new CetContextEngineer(new Setting(SampleCet.directory()).build(), host);
  }

  @AfterEach
  void closeHosts() {
    hosts.forEach(PluginHost::close);
  }
}
