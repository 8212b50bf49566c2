@NullMarked
package org.iccm.training.run;

import org.jspecify.annotations.NullMarked;
