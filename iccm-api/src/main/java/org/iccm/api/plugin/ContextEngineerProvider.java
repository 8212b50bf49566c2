package org.iccm.api.plugin;

import org.iccm.api.context.ContextEngineer;

/**
 * Provider of {@link ContextEngineer}.
 *
 * @since 0.1.0
 */
public interface ContextEngineerProvider extends Provider<ContextEngineer> {}
