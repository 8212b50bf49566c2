@NullMarked
package org.iccm.harness.docker;

import org.jspecify.annotations.NullMarked;
