package org.iccm.core.engineer;

import org.iccm.api.context.ContextEngineer;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/** Makes {@code none}. */
public final class NoneEngineerProvider implements ContextEngineerProvider {
  /** Used by ServiceLoader. */
  public NoneEngineerProvider() {}

  @Override
  public String name() {
    return "none";
  }

  @Override
  public ContextEngineer create(Settings settings, ProviderContext context) {
    return new NoneEngineer(context.instanceName());
  }
}
