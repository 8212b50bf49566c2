@NullMarked
package org.iccm.training.weights;

import org.jspecify.annotations.NullMarked;
