@NullMarked
package org.iccm.harness.mutation;

import org.jspecify.annotations.NullMarked;
