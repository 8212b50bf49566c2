/**
 * Archives from anywhere, unpacked without trusting them.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.harness.archive;

import org.jspecify.annotations.NullMarked;
