@NullMarked
package org.iccm.training.optimizer;

import org.jspecify.annotations.NullMarked;
