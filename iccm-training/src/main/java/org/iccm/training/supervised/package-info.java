/**
 * Supervised learning from a stream of sources and requirements.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.supervised;

import org.jspecify.annotations.NullMarked;
