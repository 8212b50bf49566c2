@NullMarked
package org.iccm.training.memory;

import org.jspecify.annotations.NullMarked;
