@NullMarked
package org.iccm.training.policy;

import org.jspecify.annotations.NullMarked;
