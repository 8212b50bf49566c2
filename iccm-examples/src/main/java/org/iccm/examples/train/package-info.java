/**
 * {@code ./train}: training runs from one file.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.examples.train;

import org.jspecify.annotations.NullMarked;
