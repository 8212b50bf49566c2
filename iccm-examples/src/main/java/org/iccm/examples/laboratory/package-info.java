/**
 * The laboratory: generated programs whose facts are known, their tests, and their requirements in
 * every wording. Nothing in it has seen what a model makes of them.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.laboratory;

import org.jspecify.annotations.NullMarked;
