/**
 * Child processes and the user's Python, for the packages of this module.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.orchestra.internal.process;

import org.jspecify.annotations.NullMarked;
