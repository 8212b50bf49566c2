@NullMarked
package org.iccm.training.checkpoint;

import org.jspecify.annotations.NullMarked;
