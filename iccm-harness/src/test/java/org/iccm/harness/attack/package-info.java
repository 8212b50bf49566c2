@NullMarked
package org.iccm.harness.attack;

import org.jspecify.annotations.NullMarked;
