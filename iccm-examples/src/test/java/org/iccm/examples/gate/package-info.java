/** Calibration of the leakage gate on the bundled applications. */
@NullMarked
package org.iccm.examples.gate;

import org.jspecify.annotations.NullMarked;
