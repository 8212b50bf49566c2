/**
 * The engineers that need no model: {@code gold}, {@code none}, {@code file}, and the control
 * {@code source}.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.engineer;

import org.jspecify.annotations.NullMarked;
