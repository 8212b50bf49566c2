/**
 * Chat completions over HTTP, for the backends of this module.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.orchestra.internal.chat;

import org.jspecify.annotations.NullMarked;
