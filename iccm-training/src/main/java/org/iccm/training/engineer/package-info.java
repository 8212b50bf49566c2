/**
 * CET-D at work: the format of its input and output, and the context engineer {@code cet-d} that
 * reads an application with it.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.engineer;

import org.jspecify.annotations.NullMarked;
