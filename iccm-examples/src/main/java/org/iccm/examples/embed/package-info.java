/**
 * Shows ICCM embedded in a program of one's own; README quotes it.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.embed;

import org.jspecify.annotations.NullMarked;
