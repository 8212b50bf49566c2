/**
 * Finding plugins by name.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.plugin;

import org.jspecify.annotations.NullMarked;
