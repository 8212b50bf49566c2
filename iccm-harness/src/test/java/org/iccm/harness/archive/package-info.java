@NullMarked
package org.iccm.harness.archive;

import org.jspecify.annotations.NullMarked;
