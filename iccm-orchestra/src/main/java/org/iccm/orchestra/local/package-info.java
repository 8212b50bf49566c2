/**
 * The backend {@code local}: a llama.cpp server that ICCM starts and owns.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.orchestra.local;

import org.jspecify.annotations.NullMarked;
