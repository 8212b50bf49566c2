/**
 * The statistics of comparisons: summaries with intervals, paired tests.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.validation.statistics;

import org.jspecify.annotations.NullMarked;
