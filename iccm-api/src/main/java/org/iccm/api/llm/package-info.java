/**
 * Language models behind one blocking interface.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.llm;

import org.jspecify.annotations.NullMarked;
