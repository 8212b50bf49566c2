@NullMarked
package org.iccm.training.t5;

import org.jspecify.annotations.NullMarked;
