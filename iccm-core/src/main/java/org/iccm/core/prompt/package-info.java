/**
 * What the models are asked, as versioned templates.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.prompt;

import org.jspecify.annotations.NullMarked;
