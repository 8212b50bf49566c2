/**
 * The gate's tokenizer.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.tokens;

import org.jspecify.annotations.NullMarked;
