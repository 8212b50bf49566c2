/** Runs the examples about CET-D. */
@NullMarked
package org.iccm.examples.bench;

import org.jspecify.annotations.NullMarked;
