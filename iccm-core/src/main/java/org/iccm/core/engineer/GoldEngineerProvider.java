package org.iccm.core.engineer;

import org.iccm.api.context.ContextEngineer;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/** Makes {@code gold}. */
public final class GoldEngineerProvider implements ContextEngineerProvider {
  /** Used by ServiceLoader. */
  public GoldEngineerProvider() {}

  @Override
  public String name() {
    return "gold";
  }

  @Override
  public ContextEngineer create(Settings settings, ProviderContext context) {
    return new GoldEngineer(context.instanceName());
  }
}
