/**
 * Reads files out of what a model answered.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.parsing;

import org.jspecify.annotations.NullMarked;
