package org.iccm.harness.language;

import org.iccm.api.application.LanguageSupport;
import org.iccm.api.plugin.LanguageSupportProvider;
import org.iccm.api.plugin.ProviderContext;
import org.iccm.api.plugin.Settings;

/**
 * Provider {@code java}; see {@link PythonLanguageProvider} for its native library.
 *
 * @since 0.1.0
 */
public final class JavaLanguageProvider implements LanguageSupportProvider {
  /** Does nothing yet. */
  public JavaLanguageProvider() {}

  @Override
  public String name() {
    return "java";
  }

  @Override
  public LanguageSupport create(Settings settings, ProviderContext context) {
    return new JavaLanguage(new JavaParser(context.cacheDirectory().resolve("native")));
  }
}
