/**
 * What a candidate's process may ask of the kernel: one list for all runners.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.harness.policy;

import org.jspecify.annotations.NullMarked;
