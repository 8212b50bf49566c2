package org.iccm.core.engineer;

import org.iccm.api.context.ContextEngineer;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/** Makes {@code file}. */
public final class FileEngineerProvider implements ContextEngineerProvider {
  /** Used by ServiceLoader. */
  public FileEngineerProvider() {}

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Options options() {
    return Options.of(
        Option.path("directory")
            .required()
            .doc("holds <application>.md or <application>/requirements.md"));
  }

  @Override
  public ContextEngineer create(Settings settings, ProviderContext context) {
    return new FileEngineer(context.instanceName(), settings.path("directory"));
  }
}
