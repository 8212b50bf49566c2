/**
 * Attacks on a sandbox: candidates that try to do harm, each in a directory of its own, tried with
 * the whole policy and without what is said to stop them.
 *
 * <p>Stability: experimental; for benches and tests.
 */
@NullMarked
package org.iccm.harness.attack;

import org.jspecify.annotations.NullMarked;
