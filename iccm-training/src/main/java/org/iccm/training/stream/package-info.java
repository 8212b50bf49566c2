/**
 * Sources and requirements as a stream that training can enter anywhere.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.stream;

import org.jspecify.annotations.NullMarked;
