/** Checks the laboratory. */
@NullMarked
package org.iccm.examples.laboratory;

import org.jspecify.annotations.NullMarked;
