/**
 * The gate that every context passes before a model sees it: length, copying, test values.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.gate;

import org.jspecify.annotations.NullMarked;
