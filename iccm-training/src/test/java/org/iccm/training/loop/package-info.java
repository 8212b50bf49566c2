@NullMarked
package org.iccm.training.loop;

import org.jspecify.annotations.NullMarked;
