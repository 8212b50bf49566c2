@NullMarked
package org.iccm.training.engineer;

import org.jspecify.annotations.NullMarked;
