@NullMarked
package org.iccm.validation.statistics;

import org.jspecify.annotations.NullMarked;
