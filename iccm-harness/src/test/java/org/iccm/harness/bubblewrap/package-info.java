@NullMarked
package org.iccm.harness.bubblewrap;

import org.jspecify.annotations.NullMarked;
