/**
 * Finding the source that a requirement speaks of with CET-D's encoder.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.retrieval;

import org.jspecify.annotations.NullMarked;
