@NullMarked
package org.iccm.training.reward;

import org.jspecify.annotations.NullMarked;
