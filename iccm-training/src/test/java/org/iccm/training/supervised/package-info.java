@NullMarked
package org.iccm.training.supervised;

import org.jspecify.annotations.NullMarked;
