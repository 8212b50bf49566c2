package org.iccm.core.engineer;

import org.iccm.api.context.ContextEngineer;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/** Makes {@code source}. */
public final class SourceEngineerProvider implements ContextEngineerProvider {
  /** Used by ServiceLoader. */
  public SourceEngineerProvider() {}

  @Override
  public String name() {
    return "source";
  }

  @Override
  public ContextEngineer create(Settings settings, ProviderContext context) {
    return new SourceEngineer(context.instanceName());
  }
}
