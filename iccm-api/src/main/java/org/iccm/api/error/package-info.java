/**
 * One unchecked tree of errors. They carry data, and name the thing, the place and the remedy.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.error;

import org.jspecify.annotations.NullMarked;
