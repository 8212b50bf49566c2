@NullMarked
package org.iccm.harness.wheels;

import org.jspecify.annotations.NullMarked;
