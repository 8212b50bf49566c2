/**
 * Reading applications from directories.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.harness.dataset;

import org.jspecify.annotations.NullMarked;
