/**
 * The stores {@code sqlite} and {@code postgres}: one schema, one set of queries, two dialects.
 *
 * <p>Stability: internal; found by name through their providers.
 */
@NullMarked
package org.iccm.core.store;

import org.jspecify.annotations.NullMarked;
