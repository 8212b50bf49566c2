/**
 * Low-rank adapters: what they add to, how much, and their description in PEFT's format.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.lora;

import org.jspecify.annotations.NullMarked;
