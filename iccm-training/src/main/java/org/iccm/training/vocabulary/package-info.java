/**
 * More tokens for a model that knows none for requirements: tokenizer, embedding and configuration
 * grow together.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.vocabulary;

import org.jspecify.annotations.NullMarked;
