/**
 * Which prompts are asked next: curriculum, usefulness.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.prompt;

import org.jspecify.annotations.NullMarked;
