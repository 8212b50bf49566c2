/**
 * An application's packages: locked by hash, taken as wheels, laid out once in a read-only
 * directory, checked against known vulnerabilities.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.harness.wheels;

import org.jspecify.annotations.NullMarked;
