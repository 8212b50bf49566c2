/**
 * Confines with bubblewrap: namespaces, a read-only system, limits by control groups where the host
 * lets us.
 *
 * <p>Stability: internal; use it as provider {@code bubblewrap}.
 */
@NullMarked
package org.iccm.harness.bubblewrap;

import org.jspecify.annotations.NullMarked;
