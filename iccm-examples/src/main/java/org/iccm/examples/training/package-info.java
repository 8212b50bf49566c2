/**
 * Shows CET-D: training it on a few pairs, reading an application with it, loading a model that was
 * trained elsewhere, adapters.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.training;

import org.jspecify.annotations.NullMarked;
