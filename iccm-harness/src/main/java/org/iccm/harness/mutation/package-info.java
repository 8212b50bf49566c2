/**
 * How much a suite notices: the share of small changes of the original that make a test fail.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.harness.mutation;

import org.jspecify.annotations.NullMarked;
