/**
 * Makes an {@link org.iccm.api.Iccm} from builder and configuration.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.wiring;

import org.jspecify.annotations.NullMarked;
