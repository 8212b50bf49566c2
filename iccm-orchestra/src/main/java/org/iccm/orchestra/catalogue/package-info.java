/**
 * Models that ICCM can fetch: what they are, where they come from, and how they get here.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.orchestra.catalogue;

import org.jspecify.annotations.NullMarked;
