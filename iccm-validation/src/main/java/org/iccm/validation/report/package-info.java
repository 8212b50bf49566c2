/**
 * The report that people read, {@code index.html}, and the one that programs read, {@code
 * results.json}.
 *
 * <p>Stability: experimental; the schema of {@code results.json} is documented in {@code
 * docs/results-schema.md}.
 */
@NullMarked
package org.iccm.validation.report;

import org.jspecify.annotations.NullMarked;
