@NullMarked
package org.iccm.validation.experiment;

import org.jspecify.annotations.NullMarked;
