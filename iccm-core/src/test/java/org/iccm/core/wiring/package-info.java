/** Tests of the builder and what it makes. */
@NullMarked
package org.iccm.core.wiring;

import org.jspecify.annotations.NullMarked;
