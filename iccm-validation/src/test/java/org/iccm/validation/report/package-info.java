@NullMarked
package org.iccm.validation.report;

import org.jspecify.annotations.NullMarked;
