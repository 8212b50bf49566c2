package org.iccm.examples.plugin;

import org.iccm.api.context.ContextEngineer;
import org.iccm.api.plugin.ContextEngineerProvider;
import org.iccm.api.plugin.Option;
import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/** Makes {@code docstrings}, an engineer that repeats what the authors say of their functions. */
public final class DocstringEngineerProvider implements ContextEngineerProvider {
  /** Used by ServiceLoader. */
  public DocstringEngineerProvider() {}

  @Override
  public String name() {
    return "docstrings";
  }

  @Override
  public Options options() {
    return Options.of(
        Option.integer("sentences")
            .defaultsTo(2L)
            .between(1, 20)
            .doc("sentences of a docstring to keep"));
  }

  @Override
  public ContextEngineer create(Settings settings, ProviderContext context) {
    return new DocstringEngineer(
        context.instanceName(), (int) settings.integer("sentences"), context::language);
  }
}
