/**
 * Scripted and deterministic stand-ins for models, runners, embedders, stores and clocks.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.testkit.doubles;

import org.jspecify.annotations.NullMarked;
