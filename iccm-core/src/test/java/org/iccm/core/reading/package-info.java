@NullMarked
package org.iccm.core.reading;

import org.jspecify.annotations.NullMarked;
