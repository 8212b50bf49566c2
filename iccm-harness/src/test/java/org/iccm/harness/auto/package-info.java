@NullMarked
package org.iccm.harness.auto;

import org.jspecify.annotations.NullMarked;
