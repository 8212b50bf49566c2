@NullMarked
package org.iccm.harness.policy;

import org.jspecify.annotations.NullMarked;
