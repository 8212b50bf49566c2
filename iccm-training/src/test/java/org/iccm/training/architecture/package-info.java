@NullMarked
package org.iccm.training.architecture;

import org.jspecify.annotations.NullMarked;
