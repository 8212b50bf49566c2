/**
 * Requirement files, and the text that the models get.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.requirements;

import org.jspecify.annotations.NullMarked;
