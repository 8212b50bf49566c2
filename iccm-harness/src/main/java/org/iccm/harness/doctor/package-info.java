/**
 * Says, after real runs of small hostile programs, what this host's sandboxes hold back, compares
 * that with what their cards claim, and knows what to do about the rest.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.harness.doctor;

import org.jspecify.annotations.NullMarked;
