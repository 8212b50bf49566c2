/**
 * The backend {@code openai-compatible}: any server that speaks OpenAI's chat completions.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.orchestra.openai;

import org.jspecify.annotations.NullMarked;
