/**
 * Context engineers: application in, requirements out, under a budget and a gate.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.context;

import org.jspecify.annotations.NullMarked;
