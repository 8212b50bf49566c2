/**
 * An example of a plugin in a jar of its own: a context engineer that writes from docstrings.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.plugin;

import org.jspecify.annotations.NullMarked;
