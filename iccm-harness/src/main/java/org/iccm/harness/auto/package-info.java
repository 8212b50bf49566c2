/**
 * Takes the sandbox that this host has.
 *
 * <p>Stability: internal; use it as provider {@code auto}.
 */
@NullMarked
package org.iccm.harness.auto;

import org.jspecify.annotations.NullMarked;
