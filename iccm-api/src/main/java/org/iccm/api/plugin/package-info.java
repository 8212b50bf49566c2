/**
 * How plugins are found, declared and made.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.plugin;

import org.jspecify.annotations.NullMarked;
