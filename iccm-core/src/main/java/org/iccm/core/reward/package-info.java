/**
 * The rewards {@code mean} and {@code four-term}.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.reward;

import org.jspecify.annotations.NullMarked;
