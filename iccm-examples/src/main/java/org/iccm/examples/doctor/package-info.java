/**
 * What this host's sandboxes hold back: {@code ./doctor}.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.doctor;

import org.jspecify.annotations.NullMarked;
