@NullMarked
package org.iccm.harness.dataset;

import org.jspecify.annotations.NullMarked;
