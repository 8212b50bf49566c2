/**
 * Texts as vectors.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.embedding;

import org.jspecify.annotations.NullMarked;
