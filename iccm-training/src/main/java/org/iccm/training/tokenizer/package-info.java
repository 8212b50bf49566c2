/**
 * Text to token ids and back, by any {@code tokenizer.json} or by the code tokenizers shipped here.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.tokenizer;

import org.jspecify.annotations.NullMarked;
