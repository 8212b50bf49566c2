/** Runs the examples about CET-D. */
@NullMarked
package org.iccm.examples.training;

import org.jspecify.annotations.NullMarked;
