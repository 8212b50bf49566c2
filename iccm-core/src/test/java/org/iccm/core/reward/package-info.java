/** Tests of the rewards. */
@NullMarked
package org.iccm.core.reward;

import org.jspecify.annotations.NullMarked;
