package org.iccm.examples.laboratory;

import org.jspecify.annotations.Nullable;

/**
 * What a call comes to.
 *
 * @param value a long, a string or a tuple; null if it raised
 * @param error the ValueError's message; null if it returned
 * @param touched whether it changed its argument
 */
record Outcome(@Nullable Object value, @Nullable String error, boolean touched) {}
