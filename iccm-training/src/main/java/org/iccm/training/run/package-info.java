/**
 * Training runs: phases in order, each resumable, with a log, progress and gates.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.run;

import org.jspecify.annotations.NullMarked;
