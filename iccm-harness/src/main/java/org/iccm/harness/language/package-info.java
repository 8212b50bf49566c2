/**
 * What ICCM needs to know of Python, read from tree-sitter's syntax trees.
 *
 * <p>Stability: internal; use it as provider {@code python}.
 */
@NullMarked
package org.iccm.harness.language;

import org.jspecify.annotations.NullMarked;
