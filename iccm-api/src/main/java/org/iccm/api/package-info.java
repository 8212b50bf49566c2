/**
 * ICCM's entry point: {@link org.iccm.api.Iccm}.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api;

import org.jspecify.annotations.NullMarked;
