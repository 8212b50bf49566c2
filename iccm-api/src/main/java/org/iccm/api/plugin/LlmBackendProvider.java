package org.iccm.api.plugin;

import org.iccm.api.llm.LlmBackend;

/**
 * Provider of {@link LlmBackend}.
 *
 * @since 0.1.0
 */
public interface LlmBackendProvider extends Provider<LlmBackend> {}
