package org.iccm.harness.language;

import org.iccm.api.application.LanguageSupport;
import org.iccm.api.plugin.LanguageSupportProvider;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/**
 * Provider {@code python}. Its native library is unpacked at the first use, below the cache
 * directory, unless system property {@code tree-sitter-lib} names another place.
 *
 * @since 0.1.0
 */
public final class PythonLanguageProvider implements LanguageSupportProvider {
  /** Does nothing yet. */
  public PythonLanguageProvider() {}

  @Override
  public String name() {
    return "python";
  }

  @Override
  public LanguageSupport create(Settings settings, ProviderContext context) {
    return new PythonLanguage(new PythonParser(context.cacheDirectory().resolve("native")));
  }
}
