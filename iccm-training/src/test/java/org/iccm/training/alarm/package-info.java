@NullMarked
package org.iccm.training.alarm;

import org.jspecify.annotations.NullMarked;
