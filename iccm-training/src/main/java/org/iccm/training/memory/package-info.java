/**
 * What fits into memory: bytes of inference, of LoRA training and of full training of any T5, as
 * this module's own code allocates them.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.memory;

import org.jspecify.annotations.NullMarked;
