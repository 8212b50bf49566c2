/**
 * Comparisons of context engineers: a plan of rollouts is drained, scored by the report group's
 * tests, and summed up as it grows.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.validation.experiment;

import org.jspecify.annotations.NullMarked;
