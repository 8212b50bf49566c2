/**
 * What engineers share that read an application piece by piece: chunks of source, requirements
 * fitted to the budget, calls that end when they are told to.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.reading;

import org.jspecify.annotations.NullMarked;
