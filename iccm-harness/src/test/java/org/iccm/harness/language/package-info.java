@NullMarked
package org.iccm.harness.language;

import org.jspecify.annotations.NullMarked;
