package org.iccm.api.plugin;

import org.iccm.api.application.LanguageSupport;

/**
 * Provider of {@link LanguageSupport}.
 *
 * @since 0.1.0
 */
public interface LanguageSupportProvider extends Provider<LanguageSupport> {}
