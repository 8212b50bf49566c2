/** Checks the laboratory. */
@NullMarked
package org.iccm.examples.train;

import org.jspecify.annotations.NullMarked;
