/**
 * What all sandboxes share: one policy, one driver, one way to judge what came out.
 *
 * <p>Stability: internal; use the providers {@code docker}, {@code bubblewrap} and {@code auto}.
 */
@NullMarked
package org.iccm.harness.sandbox;

import org.jspecify.annotations.NullMarked;
