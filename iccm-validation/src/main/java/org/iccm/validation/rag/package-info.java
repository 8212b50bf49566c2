/**
 * The context engineer {@code rag}: retrieves functions and classes by embedding, and has a writer
 * model turn them into requirements.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.validation.rag;

import org.jspecify.annotations.NullMarked;
