@NullMarked
package org.iccm.training.prompt;

import org.jspecify.annotations.NullMarked;
