package org.iccm.api.plugin;

import org.iccm.api.embedding.Embedder;

/**
 * Provider of {@link Embedder}.
 *
 * @since 0.1.0
 */
public interface EmbedderProvider extends Provider<Embedder> {}
