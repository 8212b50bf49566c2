/**
 * Files and directories on the host.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.harness.internal.files;

import org.jspecify.annotations.NullMarked;
