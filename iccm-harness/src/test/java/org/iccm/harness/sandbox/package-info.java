@NullMarked
package org.iccm.harness.sandbox;

import org.jspecify.annotations.NullMarked;
