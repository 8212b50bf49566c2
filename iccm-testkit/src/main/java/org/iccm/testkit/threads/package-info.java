/**
 * Looks for threads left behind.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.testkit.threads;

import org.jspecify.annotations.NullMarked;
