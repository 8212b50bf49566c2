/**
 * Confines with Docker, or what speaks its protocol.
 *
 * <p>Stability: internal; use it as provider {@code docker}.
 */
@NullMarked
package org.iccm.harness.docker;

import org.jspecify.annotations.NullMarked;
