/**
 * The embedder {@code minilm}: all-MiniLM-L6-v2 in process, found by name through {@link
 * org.iccm.api.plugin.EmbedderProvider}.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.embeddings.minilm;

import org.jspecify.annotations.NullMarked;
